import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';

import type { StepResult, WorkflowResult } from '../../core/run/result.ts';
import { renderSummary } from './summary.ts';

const options = {
  colors: picocolors.createColors(false),
  next: { trace: 'stepwright trace r', result: 'stepwright result r', again: 'stepwright run a.yaml' },
};

function result(changes: Partial<WorkflowResult>): WorkflowResult {
  const time = new Date(0);
  return {
    workflowId: 'order',
    workflowName: 'Order',
    runId: 'r',
    status: 'COMPLETED',
    startTime: time,
    endTime: time,
    duration: 412,
    steps: [],
    progress: { currentStep: 3, totalSteps: 3, completedSteps: 3, failedSteps: 0, status: 'COMPLETED', percentComplete: 100 },
    success: true,
    output: null,
    rollbackPerformed: false,
    rollbackErrors: [],
    ...changes,
  };
}

function step(path: string, changes: Partial<StepResult> = {}): StepResult {
  return { stepId: path, stepName: `Step ${path}`, path, status: 'COMPLETED', attempts: 1, ...changes };
}

const failure = { code: 'CardDeclined', class: 'permanent', message: 'no money', step: 'charge', path: 'charge', attempts: 3 } as const;

describe('renderSummary', () => {
  it('is one line for a completed run', () => {
    expect(renderSummary(result({}), { ...options, url: 'http://ui/r' })).toBe(
      'COMPLETED in 412 ms · 3/3 steps · trace: stepwright trace r · UI: http://ui/r',
    );
  });

  it('says what failed first, what was undone, what was not, and what to type', () => {
    const text = renderSummary(
      result({
        status: 'FAILED',
        success: false,
        failure,
        error: 'no money',
        steps: [step('reserve', { rolledBack: true }), step('book'), step('charge', { status: 'FAILED', attempts: 3 })],
        rollbackErrors: [
          { path: 'book', stepId: 'book', error: 'desk closed', failure: { code: 'E', class: 'unknown', message: 'desk closed' } },
        ],
      }),
      options,
    );
    expect(text.split('\n')).toEqual([
      'FAILED in 412 ms · 3/3 steps',
      '  charge (Step charge) failed first, after 3 attempts:',
      '  permanent CardDeclined: no money',
      '  rolled back: reserve',
      '  not rolled back: book: desk closed',
      'Next:',
      '  stepwright trace r          every step, in order',
      '  stepwright result r --json  the whole result',
      '  stepwright run a.yaml       run it again',
    ]);
  });

  it('lists the steps that failed beside the first', () => {
    const later = step('notify', { status: 'FAILED', error: 'down', failure: { code: 'Down', class: 'transient', message: 'down' } });
    const text = renderSummary(
      result({ status: 'PARTIAL', success: false, failure, steps: [later, step('charge', { status: 'FAILED' })] }),
      options,
    );
    expect(text).toContain('  notify failed too: Down: down');
    expect(text).not.toContain('charge failed too');
  });

  it('has no step to name when the run itself failed', () => {
    const timeout = { code: 'Timeout', class: 'timeout', message: 'the run took longer than 1h' } as const;
    expect(renderSummary(result({ status: 'FAILED', success: false, failure: timeout, error: timeout.message }), options)).toContain(
      '  the run failed:\n  timeout Timeout: the run took longer than 1h',
    );
  });
});

import { describe, expect, test } from 'vitest';

import type { Step } from '../definition/step.ts';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { ERROR_CLASSES } from '../errors/error-class.ts';
import type { Failure } from '../errors/failure.ts';
import { fails, testRun, type TestResult } from '../../testing/index.ts';
import { adviceOn } from './advice.ts';
import { reportOf, type ReportedRun } from './run-report.ts';

const ACTIONS = {
  'x.ok': () => 1,
  'x.down': fails({ code: 'Http503', class: 'transient', message: 'down' }),
  'x.bad': fails({ code: 'Http404', class: 'permanent', message: 'gone' }),
};

const call = (id: string, action: string, more: object = {}): Step => ({ id, target: 'x', action, ...more });
const undo = (action: string) => ({ rollback: { target: 'x', action } });

/** A run in memory, as a client sees it. */
function seen(result: TestResult, definition: WorkflowDefinition): ReportedRun {
  const { status, failure, rollbackErrors } = result;
  return {
    runId: 'run',
    workflowId: definition.id,
    workflowName: definition.name,
    status,
    ...(failure === undefined ? {} : { failure }),
    rollbackErrors,
    steps: result.executions.map(({ failure: error, ...step }) => ({
      ...step,
      ...(error === undefined ? {} : { failure: error, error: error.message }),
    })),
    progress: { currentStep: 1, totalSteps: definition.steps?.length ?? 0, completedSteps: 0, failedSteps: 0, status, percentComplete: 0 },
  };
}

async function reported(steps: readonly Step[], more: Partial<WorkflowDefinition> = {}) {
  const definition: WorkflowDefinition = { id: 'w', name: 'W', steps, ...more };
  const result = await testRun(definition, { actions: ACTIONS });
  const trace = result.trail.map(({ at, ...line }) => ({ ...line, timestamp: new Date(at).toISOString() }));
  return reportOf(seen(result, definition), trace);
}

const brief = (followed: readonly { readonly path: string; readonly what: string }[]) =>
  followed.map(({ path, what }) => `${path} ${what}`);

describe('a report', () => {
  test('of a run in which nothing failed has nothing to tell', async () => {
    expect(await reported([call('a', 'ok')])).toEqual({
      runId: 'run',
      workflowId: 'w',
      workflowName: 'W',
      status: 'COMPLETED',
      before: [],
      followed: [],
      notReached: 0,
      advice: [],
    });
  });

  test('says what failed first, when, and what to do', async () => {
    const report = await reported([
      call('a', 'ok'),
      call('b', 'down', { name: 'Ask', retry: { maxAttempts: 2, baseDelay: '1s', strategy: 'fixed' } }),
      call('c', 'ok'),
      call('d', 'ok'),
    ]);
    expect(report.first).toEqual({
      path: 'b',
      stepName: 'Ask',
      at: '2025-01-01T00:00:01.000Z',
      attempts: 2,
      code: 'Http503',
      class: 'transient',
      message: 'down',
      causes: [],
    });
    expect(report).toMatchObject({ status: 'FAILED', before: [], followed: [], notReached: 2 });
    expect(report.advice.join(' ')).toMatch(/check that it is up.*2 attempts were not enough/);
  });

  test('tells causes from consequences: blocks, branches, rollbacks', async () => {
    const report = await reported(
      [
        call('one', 'ok', undo('ok')),
        call('two', 'ok', undo('bad')),
        call('three', 'ok', undo('ok')),
        {
          id: 'both',
          type: 'parallel',
          branches: { left: [{ id: 'rest', type: 'wait', for: '1h' }], right: [call('ask', 'down')] },
        } as unknown as Step,
        call('after', 'ok'),
      ],
      { rollbackOnFailure: true },
    );
    expect(report.first).toMatchObject({ path: 'both.right.ask', code: 'Http503', attempts: 1 });
    expect(brief(report.followed)).toEqual([
      'both failed-with-it',
      'both.left.rest cancelled',
      'three rolled-back',
      'one rolled-back',
      'two not-rolled-back',
    ]);
    expect(report.followed.at(-1)).toMatchObject({ message: 'gone' });
    expect(report.notReached).toBe(1);
    expect(report.advice).toContain('two was not undone: undo it by hand, and repair its rollback.');
    expect(report.advice).toContain('It was tried once: with `retry` it would have been tried again.');
  });

  test('keeps failures that the run survived apart from the one that ended it', async () => {
    const report = await reported([call('mail', 'down', { optional: true }), call('pay', 'bad')]);
    expect(report.before).toMatchObject([{ path: 'mail', code: 'Http503' }]);
    expect(report).toMatchObject({ first: { path: 'pay', code: 'Http404' }, followed: [] });
  });

  test('of a run that went on after every failure begins with the first', async () => {
    const report = await reported([call('mail', 'down', { optional: true }), call('tell', 'bad', { optional: true }), call('pay', 'ok')]);
    expect(report).toMatchObject({ first: { path: 'mail' }, before: [], notReached: 0 });
    expect(brief(report.followed)).toEqual(['tell failed-too']);
  });

  test('of a run that never began has no step', () => {
    const failure: Failure = { code: 'InvalidInput', class: 'validation', message: 'no' };
    const report = reportOf(
      {
        runId: 'r',
        workflowId: 'w',
        workflowName: 'W',
        status: 'FAILED',
        failure,
        steps: [],
        rollbackErrors: [],
        progress: { currentStep: 1, totalSteps: 3, completedSteps: 0, failedSteps: 0, status: 'FAILED', percentComplete: 0 },
      },
      [],
    );
    expect(report.first).toEqual({ attempts: 1, code: 'InvalidInput', class: 'validation', message: 'no', causes: [] });
    expect(report.advice).toEqual(['Correct the input and start a new run.', 'More: docs/errors/InvalidInput.md']);
  });
});

describe('advice', () => {
  const on = (failure: Partial<Failure>, attempts = 1) =>
    adviceOn({ failure: { code: 'Odd', class: 'unknown', message: '', ...failure }, attempts, rollbackErrors: [] });

  test.each(ERROR_CLASSES)('is there for class %s', (errorClass) => {
    expect(on({ class: errorClass })[0]).toMatch(/\.$/);
  });

  test('a code knows better than its class, and inherited words are no codes', () => {
    expect(on({ code: 'SecretMissing', class: 'auth' })[0]).toContain('docs/secrets.md');
    expect(on({ code: 'constructor', class: 'auth' })[0]).toContain('credentials');
  });
});

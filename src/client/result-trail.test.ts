import { describe, expect, it } from 'vitest';

import type { StepResult, WorkflowResult } from '../core/run/result.ts';
import { trailOfResult } from './result-trail.ts';

const progress = { currentStep: 1, totalSteps: 4, completedSteps: 2, failedSteps: 1, status: 'FAILED', percentComplete: 50 } as const;

function step(stepId: string, status: StepResult['status'], times: readonly [number?, number?]): StepResult {
  const [start, end] = times;
  return {
    stepId,
    stepName: stepId.toUpperCase(),
    path: stepId,
    status,
    attempts: 1,
    ...(start === undefined ? {} : { startTime: new Date(start) }),
    ...(end === undefined ? {} : { endTime: new Date(end) }),
    ...(status === 'FAILED' ? { error: 'broken' } : {}),
  };
}

function result(status: WorkflowResult['status'], steps: readonly StepResult[]): WorkflowResult {
  return {
    workflowId: 'w',
    workflowName: 'W',
    runId: 'r',
    status,
    startTime: new Date(0),
    endTime: new Date(100),
    duration: 100,
    steps,
    progress,
    success: status === 'COMPLETED',
    output: null,
    ...(status === 'FAILED' ? { error: 'broken' } : {}),
    rollbackPerformed: false,
    rollbackErrors: [],
  };
}

describe('trailOfResult', () => {
  it('tells what steps did, in order of time', () => {
    const steps = [
      step('b', 'FAILED', [20, 40]),
      step('a', 'ROLLED_BACK', [10, 30]),
      step('c', 'SKIPPED', [35, 35]),
      step('d', 'CANCELLED', [15, 50]),
    ];
    expect(trailOfResult(result('FAILED', steps)).map(({ at, type, path }) => [at, type, path])).toEqual([
      [0, 'workflow:started', undefined],
      [10, 'step:started', 'a'],
      [15, 'step:started', 'd'],
      [20, 'step:started', 'b'],
      [30, 'step:completed', 'a'],
      [35, 'step:skipped', 'c'],
      [40, 'step:failed', 'b'],
      [100, 'workflow:failed', undefined],
    ]);
  });

  it('carries status, error, duration and progress', () => {
    const entries = trailOfResult(result('FAILED', [step('b', 'FAILED', [20, 40])]));
    expect(entries.at(-2)).toMatchObject({ stepId: 'b', stepName: 'B', status: 'FAILED', error: 'broken', attempts: 1 });
    expect(entries.at(-1)).toMatchObject({ status: 'FAILED', error: 'broken', duration: 100, progress });
  });

  it('says that a result was kept', () => {
    const entries = trailOfResult(
      result('COMPLETED', [{ ...step('a', 'COMPLETED', [0, 1]), cached: true }, step('b', 'COMPLETED', [1, 2])]),
    );
    expect(entries.filter(({ cached }) => cached === true).map(({ type, stepId }) => [type, stepId])).toEqual([['step:completed', 'a']]);
  });

  it.each([
    ['COMPLETED', 'workflow:completed'],
    ['PARTIAL', 'workflow:completed'],
    ['ROLLED_BACK', 'workflow:failed'],
    ['CANCELLED', 'workflow:cancelled'],
  ] as const)('a run that is %s ends with %s', (status, type) => {
    expect(trailOfResult(result(status, [])).map((entry) => entry.type)).toEqual(['workflow:started', type]);
  });
});

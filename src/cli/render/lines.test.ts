import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';

import type { WorkflowEvent } from '../../core/run/events.ts';
import { renderEvent } from './event-line.ts';
import { renderProgress } from './progress-line.ts';
import { renderRuns } from './run-table.ts';
import { renderTasks } from './task-table.ts';

const plain = picocolors.createColors(false);

describe('renderEvent', () => {
  const event: WorkflowEvent = {
    type: 'step:failed',
    runId: 'r',
    workflowId: 'w',
    workflowName: 'W',
    timestamp: '2026-01-01T12:30:00.512Z',
    cursor: 'c',
    path: 'charge',
    duration: 142,
    attempts: 3,
    error: 'card\nservice',
  };

  it('is time, type, path and what is known', () => {
    expect(renderEvent(event, plain)).toBe('12:30:00.512  step:failed         charge  142 ms  3 attempts  card service');
  });

  it('says that a result was kept', () => {
    const { error: _error, attempts: _attempts, ...kept } = event;
    expect(renderEvent({ ...kept, type: 'step:completed', cached: true }, plain)).toBe(
      '12:30:00.512  step:completed      charge  142 ms  cached',
    );
  });

  it('tells what a process of its own took, and no upper bound', () => {
    const { error: _error, attempts: _attempts, ...done } = event;
    const line = (usage: NonNullable<WorkflowEvent['usage']>) => renderEvent({ ...done, type: 'step:completed', usage }, plain);
    expect(line({ cpu: 1500, memory: 84_200_000 })).toBe('12:30:00.512  step:completed      charge  142 ms  1.5 s CPU, 84 MB');
    expect(line({ cpu: 1500, shared: true })).toBe('12:30:00.512  step:completed      charge  142 ms');
  });

  it('tells a notice', () => {
    const { runId, workflowId, workflowName, timestamp, cursor } = event;
    const common = { type: 'workflow:notice', runId, workflowId, workflowName, timestamp, cursor } as const;
    expect(renderEvent({ ...common, path: 'ok', notice: 'approval by ada' }, plain)).toBe(
      '12:30:00.512  workflow:notice     ok  approval by ada',
    );
    expect(renderEvent({ ...common, notice: 'event x was refused', error: 'ended' }, plain)).toBe(
      '12:30:00.512  workflow:notice     event x was refused  ended',
    );
  });

  it('shows how far a progress event is', () => {
    const progress = { currentStep: 1, totalSteps: 2, completedSteps: 1, failedSteps: 0, status: 'RUNNING', percentComplete: 50 } as const;
    expect(renderEvent({ type: 'workflow:progress', timestamp: event.timestamp, progress }, plain)).toBe(
      '12:30:00.512  workflow:progress   50 %',
    );
  });
});

it('renderProgress says how far, and what goes on', () => {
  const progress = { currentStep: 4, totalSteps: 7, completedSteps: 3, failedSteps: 1, status: 'RUNNING', percentComplete: 57 } as const;
  const active = [
    { path: 'charge', status: 'RETRYING', attempts: 2, error: 'said 503' },
    { path: 'rest', status: 'WAITING', attempts: 1 },
    { path: 'send', status: 'RUNNING', attempts: 1 },
  ] as const;
  expect(renderProgress({ ...progress, active }, plain)).toBe(
    'RUNNING  57 %  3/7 steps, 1 failed · charge (attempt 2: said 503), rest (waiting), send',
  );
  expect(renderProgress({ ...progress, failedSteps: 0, active: [] }, plain)).toBe('RUNNING  57 %  3/7 steps');
});

it('renderRuns aligns its columns', () => {
  const startTime = new Date('2026-01-01T12:00:00Z');
  const runs = [
    {
      runId: 'order-1',
      definition: 'order',
      version: '1.2.0',
      key: 'ORD-1',
      status: 'COMPLETED',
      startTime,
      endTime: new Date(+startTime + 4200),
      tags: ['a', 'b'],
    },
    { runId: 'x', definition: 'order', status: 'RUNNING', startTime, tags: [] },
  ] as const;
  expect(renderRuns(runs).split('\n')).toEqual([
    'RUN      DEFINITION   KEY    STATUS     STARTED              DURATION  TAGS',
    'order-1  order@1.2.0  ORD-1  COMPLETED  2026-01-01 12:00:00  4.2 s     a, b',
    'x        order               RUNNING    2026-01-01 12:00:00',
  ]);
});

it('renderTasks shows who is asked for what, and until when', () => {
  const task = {
    runId: 'p-1',
    definition: 'purchase',
    path: 'review',
    stepId: 'review',
    stepName: 'Review',
    form: null,
    quorum: { approve: 2, reject: 1 },
    decisions: [{ by: 'ada', approved: true, comment: null, form: null, at: '2026-01-01T12:10:00.000Z' }],
    since: '2026-01-01T12:00:00.000Z',
  };
  const tasks = [
    { ...task, prompt: 'Buy\n5 chairs?', approvers: ['ada', 'role:boss'], due: '2026-01-03T12:00:00.000Z' },
    { ...task, path: 'gate', prompt: null, approvers: [], decisions: [], due: null },
  ];
  expect(renderTasks(tasks).split('\n')).toEqual([
    'RUN  STEP    ASKED           APPROVED  SINCE             DUE               WHAT',
    'p-1  review  ada, role:boss  1/2       2026-01-01 12:00  2026-01-03 12:00  Buy 5 chairs?',
    'p-1  gate    anybody         0/2       2026-01-01 12:00                    Review',
  ]);
});

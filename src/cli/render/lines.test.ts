import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';

import type { WorkflowEvent } from '../../core/run/events.ts';
import { renderEvent } from './event-line.ts';
import { renderProgress } from './progress-line.ts';
import { renderRuns } from './run-table.ts';

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

  it('shows how far a progress event is', () => {
    const progress = { currentStep: 1, totalSteps: 2, completedSteps: 1, failedSteps: 0, status: 'RUNNING', percentComplete: 50 } as const;
    const { runId, workflowId, workflowName, timestamp, cursor } = event;
    expect(renderEvent({ type: 'workflow:progress', runId, workflowId, workflowName, timestamp, cursor, progress }, plain)).toBe(
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
      status: 'COMPLETED',
      startTime,
      endTime: new Date(+startTime + 4200),
      tags: ['a', 'b'],
    },
    { runId: 'x', definition: 'order', status: 'RUNNING', startTime, tags: [] },
  ] as const;
  expect(renderRuns(runs).split('\n')).toEqual([
    'RUN      DEFINITION   STATUS     STARTED              DURATION  TAGS',
    'order-1  order@1.2.0  COMPLETED  2026-01-01 12:00:00  4.2 s     a, b',
    'x        order        RUNNING    2026-01-01 12:00:00',
  ]);
});

import { expect, test } from 'vitest';

import { memoryStore } from '../../test/helpers/memory-store.ts';
import type { WorkflowEvent } from '../core/run/events.ts';
import type { WireStepResult, WireWorkflowResult } from '../core/run/result.ts';
import { RunHistory, type ArchivedRun, type RunToArchive } from './run-history.ts';

const DAY = 24 * 60 * 60 * 1000;

function ended(runId: string, more: Partial<WireWorkflowResult> = {}): RunToArchive {
  const result: WireWorkflowResult = {
    workflowId: 'order',
    workflowName: 'Order',
    runId,
    status: 'COMPLETED',
    startTime: new Date(0).toISOString(),
    endTime: new Date(0).toISOString(),
    duration: 0,
    steps: [],
    progress: { currentStep: 1, totalSteps: 1, completedSteps: 1, failedSteps: 0, percentComplete: 100, status: 'COMPLETED' },
    success: true,
    output: { total: 90 },
    rollbackPerformed: false,
    rollbackErrors: [],
    ...more,
  };
  return { runId, namespace: 'default', execution: `first-${runId}`, tags: ['eu'], result, trace: [] };
}

function step(path: string, data: unknown): WireStepResult {
  return { stepId: path, stepName: path, path, status: 'COMPLETED', attempts: 1, result: { data } };
}

const EVENT: WorkflowEvent = {
  type: 'step:completed',
  runId: 'big',
  workflowId: 'order',
  workflowName: 'Order',
  timestamp: new Date(0).toISOString(),
  cursor: 'c',
};

async function ids(history: RunHistory): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { runId } of history.list()) found.push(runId);
  return found;
}

test('a run is kept with its result, once, and found by what it was', async () => {
  const history = new RunHistory(memoryStore());
  const run = ended('a');
  expect(await history.has(run)).toBe(false);
  await history.add(run);
  await history.add(run);
  expect(await history.has(run)).toBe(true);
  expect((await history.get('a', 'default')).result.output).toEqual({ total: 90 });
  expect(await ids(history)).toEqual(['a']);
  await expect(history.get('a', 'other')).rejects.toMatchObject({ code: 'NotFound' });
  const failed: string[] = [];
  for await (const { runId } of history.list({ status: 'FAILED' })) failed.push(runId);
  expect(failed).toEqual([]);
});

test('one that was changed is refused, and archived anew', async () => {
  const store = memoryStore();
  const history = new RunHistory(store);
  await history.add(ended('a'));
  const documents = store.collection<ArchivedRun>({ name: 'run_history' });
  const [found] = (await documents.list()).documents;
  if (found === undefined) throw new Error('nothing is kept');
  await documents.put(found.key, { ...found.value, result: { ...found.value.result, output: { total: 1 } } });
  await expect(history.get('a', 'default')).rejects.toMatchObject({ code: 'StoreDamaged' });
  expect(await history.has(ended('a'))).toBe(false);
});

test('a large run is kept without what can be missed best', async () => {
  const history = new RunHistory(memoryStore());
  const wide = 'x'.repeat(5_000);
  const values = await history.add(ended('big', { steps: Array.from({ length: 300 }, (_, i) => step(`s${i}`, wide)), output: 'kept' }));
  expect(values.omitted).toEqual(['values']);
  expect(values.result.steps[7]).toMatchObject({ path: 's7', result: { data: null } });
  expect(values.result.output).toBe('kept');
  const trace = await history.add({ ...ended('long'), trace: Array.from({ length: 10_000 }, () => EVENT) });
  expect(trace.omitted).toEqual(['values', 'trace']);
  const steps = await history.add(ended('wide', { steps: Array.from({ length: 9_000 }, (_, i) => step(`s${i}`, 'y'.repeat(200))) }));
  expect(steps.omitted).toEqual(['values', 'trace', 'steps']);
  expect(steps.result).toMatchObject({ status: 'COMPLETED', steps: [] });
});

test('old ones go by age and number', async () => {
  const store = memoryStore();
  const history = new RunHistory(store, () => 10 * DAY);
  for (let day = 1; day <= 9; day += 1) await history.add(ended(`day-${day}`, { endTime: new Date(day * DAY).toISOString() }));
  const gone = await history.clean({ olderThan: 3 * DAY, keep: 5 });
  expect(gone.map(({ runId }) => runId)).toEqual(['day-4', 'day-3', 'day-2', 'day-1']);
  expect(await ids(history)).toEqual(['day-9', 'day-8', 'day-7', 'day-6', 'day-5']);
  expect(await history.clean({ olderThan: 3 * DAY })).toHaveLength(3);
});

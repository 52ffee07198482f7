import { describe, expect, test } from 'vitest';

import type { JournalEntry } from '../../src/core/interpreter/journal.ts';
import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { startInMemory } from '../../src/testing/start-in-memory.ts';
import { definition, probe, statuses } from './driver.ts';
import { probeActions } from './drivers/in-memory.ts';
import { Probe } from './probe.ts';

const AT = { startedAt: 1, endedAt: 2, attempts: 1, body: '' } as const;

function entry(path: string, change: Partial<JournalEntry> = {}): JournalEntry {
  return { ...AT, path, stepId: path.split('.').at(-1) ?? path, stepName: path, status: 'COMPLETED', ...change };
}

async function resumed(run: WorkflowDefinition, journal: readonly JournalEntry[]) {
  const seen = new Probe();
  const { result } = startInMemory(run, { actions: probeActions(seen), journal });
  return { result: await result, seen };
}

describe('a run is a definition plus a journal', () => {
  test('a step whose path is settled is not executed again, its outcome stands', async () => {
    const run = definition([probe('a'), probe('b', { got: '$a.x' })]);
    const { result, seen } = await resumed(run, [entry('a', { data: { x: 'kept' } })]);
    expect(seen.started).toEqual(['b']);
    expect(seen.of('b')[0]?.params).toEqual({ got: 'kept' });
    expect(result).toMatchObject({
      status: 'COMPLETED',
      output: { a: { x: 'kept' } },
      progress: { completedSteps: 2, percentComplete: 100 },
    });
  });

  test('what was running or cancelled is executed again', async () => {
    const run = definition([probe('a'), probe('b')]);
    const { seen } = await resumed(run, [entry('a', { status: 'CANCELLED' }), entry('b', { status: 'RUNNING' })]);
    expect(seen.started).toEqual(['a', 'b']);
  });

  test('a failure that stands fails the run as it did', async () => {
    const failure = { code: 'Gone', class: 'permanent', message: 'no', step: 'a', path: 'a' } as const;
    const { result, seen } = await resumed(definition([probe('a'), probe('b')]), [entry('a', { status: 'FAILED', failure })]);
    expect(result).toMatchObject({ status: 'FAILED', failure });
    expect(seen.calls).toEqual([]);
  });

  test('a failure that was gone past is gone past again', async () => {
    const failure = { code: 'Gone', class: 'permanent', message: 'no' } as const;
    const journal = [entry('a', { status: 'FAILED', failure, tolerated: true })];
    const optional = await resumed(definition([probe('a', {}, { optional: true }), probe('b')]), journal);
    expect([optional.result.status, optional.seen.started]).toEqual(['COMPLETED', ['b']]);
    const partial = await resumed(definition([probe('a'), probe('b')], { failureStrategy: 'continue-on-error' }), journal);
    expect([partial.result.status, partial.seen.started]).toEqual(['PARTIAL', ['b']]);
    expect(partial.result.progress.percentComplete).toBe(100);
  });

  test('variables that settled steps set hold', async () => {
    const run = definition([{ id: 's', type: 'set', values: { v: 1 }, output: 'other' }, probe('b', { v: '$v' })]);
    const { seen } = await resumed(run, [entry('s', { data: 'other', assigned: { v: 1 } })]);
    expect(seen.of('b')[0]?.params).toEqual({ v: 1 });
  });

  test('inside a block that had begun, only what is left is executed', async () => {
    const block = { id: 'i', type: 'if', condition: 'true', then: [probe('x'), probe('y', { got: '$x' })] } as const;
    const { result, seen } = await resumed(definition([block]), [entry('i', { status: 'RUNNING' }), entry('i.x', { data: 7 })]);
    expect(seen.started).toEqual(['i.y']);
    expect(seen.of('i.y')[0]?.params).toEqual({ got: 7 });
    expect(statuses(result)).toEqual({ i: 'COMPLETED', 'i.x': 'COMPLETED', 'i.y': 'COMPLETED' });
  });

  test('in graph mode settled dependencies are met', async () => {
    const run = definition([probe('c', {}, { dependsOn: ['a', 'b'] }), probe('a'), probe('b')], { mode: 'graph' });
    const { seen } = await resumed(run, [entry('a'), entry('b', { status: 'SKIPPED' })]);
    expect(seen.started).toEqual(['c']);
  });

  test('the journal of a run, given to a new one, leaves nothing to do', async () => {
    const run = definition([
      probe('a', { result: 1 }),
      { id: 's', type: 'set', values: { v: '$a' } },
      probe('o', { fail: {} }, { optional: true }),
    ]);
    const first = new Probe();
    const { control, result } = startInMemory(run, { actions: probeActions(first) });
    await result;
    const journal = control
      .state()
      .steps.map(({ stepId, stepName, path, status, attempts, result: value, failure }) =>
        entry(path, { stepId, stepName, status, attempts, data: value?.data, ...(failure === undefined ? {} : { failure }) }),
      );
    const again = await resumed(run, journal);
    expect(again.seen.calls).toEqual([]);
    expect(again.result).toMatchObject({ status: 'COMPLETED', output: { a: 1, s: { v: 1 }, o: null } });
  });
});

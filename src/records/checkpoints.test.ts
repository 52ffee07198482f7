import { describe, expect, test } from 'vitest';

import type { RunJournal } from '../core/run/wire.ts';
import { DocumentStore } from '../storage/document-store.ts';
import { MemoryBackend } from '../storage/memory/memory-backend.ts';
import type { Snapshot } from '../core/interpreter/snapshot.ts';
import { Checkpoints, validateCheckpoint, type Checkpoint } from './checkpoints.ts';

const DAY = 86_400_000;

function journal(id = 'order'): RunJournal {
  const definition = { id, name: 'Order', version: '1.0.0', steps: [{ id: 'a', target: 'util', action: 'echo' }] };
  const snapshot: Snapshot = {
    startedAt: 1,
    paused: false,
    phase: 'work',
    output: null,
    journal: [],
    variables: {},
    local: {},
    rollbacks: [],
    rolledBack: 0,
    rollbackErrors: [],
    events: { kept: [], ids: [] },
    numbered: 0,
    generated: 0,
    trail: { last: 0, tail: [] },
  };
  return { definition, interpreter: 3, input: { n: 1, none: undefined }, status: 'RUNNING', snapshot, undone: [] };
}

/** Checkpoints in memory, with a clock to be set. */
function kept() {
  let now = 0;
  const checkpoints = new Checkpoints(new DocumentStore('memory:', new MemoryBackend()), () => now);
  const save = async (runId: string, path: string, at: number) => {
    now = at;
    return checkpoints.save({ runId, path, name: path, journal: journal() });
  };
  const ids = async (query = {}) => {
    const found: string[] = [];
    for await (const { id } of checkpoints.list(query)) found.push(id);
    return found;
  };
  return { checkpoints, save, ids, at: (ms: number) => void (now = ms) };
}

describe('checkpoints', () => {
  test('are kept by run and path, the newest first; one saved again replaces the first', async () => {
    const { checkpoints, save, ids } = kept();
    await save('r1', 'paid', 1);
    await save('r2', 'paid', 2);
    await save('r1', 'sent', 3);
    await save('r1', 'paid', 4);
    expect(await ids()).toEqual(['r1/paid', 'r1/sent', 'r2/paid']);
    expect(await ids({ runId: 'r2' })).toEqual(['r2/paid']);
    expect(await ids({ definition: 'another' })).toEqual([]);
    const { journal: _journal, ...summary } = await checkpoints.get('r1/paid');
    expect(summary).toMatchObject({
      runId: 'r1',
      path: 'paid',
      createdAt: '1970-01-01T00:00:00.004Z',
      definition: 'order',
      version: '1.0.0',
    });
    await checkpoints.delete('r1/paid');
    await expect(checkpoints.get('r1/paid')).rejects.toMatchObject({ code: 'NotFound' });
  });

  test('are all listed, however many', async () => {
    const { save, ids } = kept();
    for (let n = 0; n < 45; n += 1) await save('r', `p${n}`, n);
    expect((await ids()).length).toBe(45);
  });

  test('are cleaned up by age and by number in each run', async () => {
    const { checkpoints, save, ids, at } = kept();
    await save('r1', 'a', 0);
    await save('r1', 'b', DAY);
    await save('r2', 'a', 0);
    await save('r1', 'c', 40 * DAY);
    at(45 * DAY);
    const gone = await checkpoints.clean({ olderThan: 30 * DAY, keep: 1 });
    expect(gone.map(({ id }) => id)).toEqual(['r1/b', 'r1/a']);
    expect(await ids()).toEqual(['r1/c', 'r2/a']);
    expect((await checkpoints.clean({ olderThan: 30 * DAY })).map(({ id }) => id)).toEqual(['r2/a']);
    expect((await checkpoints.clean({ runId: 'r2' })).length).toBe(0);
    expect((await checkpoints.clean({ keep: 0 })).map(({ id }) => id)).toEqual(['r1/c']);
  });

  test('as they were saved can be used, whatever the store did to the order of keys', async () => {
    const { save, checkpoints } = kept();
    await save('r', 'a', 1);
    const checkpoint = await checkpoints.get('r/a');
    validateCheckpoint(checkpoint);
    validateCheckpoint(Object.fromEntries(Object.entries(checkpoint).toReversed()) as unknown as Checkpoint, { id: 'order' });
  });

  test.each([
    ['changed', (c: Checkpoint) => ({ ...c, journal: { ...c.journal, input: { n: 2 } } }), /its checksum is another one/],
    ['of another run by now', (c: Checkpoint) => ({ ...c, runId: 'other' }), /its checksum is another one/],
    ['of a later format', (c: Checkpoint) => ({ ...c, format: 2 }), /it has format 2/],
  ] as const)('%s are refused', async (_what, change, message) => {
    const { save } = kept();
    const saved = await save('r', 'a', 1);
    const refused = () => validateCheckpoint(change(saved));
    expect(refused).toThrow(message);
    expect(refused).toThrow(expect.objectContaining({ code: 'CheckpointInvalid' }) as Error);
  });

  test('of another definition are refused', async () => {
    const { save } = kept();
    const saved = await save('r', 'a', 1);
    expect(() => validateCheckpoint(saved, { id: 'another' })).toThrow(/it belongs to "order", not to "another"/);
  });
});

import { describe, expect, test } from 'vitest';

import { rollBack, RollbackLog, rollbackPath, topOf, type RollbackEntry } from './rollback.ts';

const UNKNOWN = { failure: { code: 'MissingReference', class: 'permanent', message: 'no $x' }, target: 't', action: 'undo' } as const;

function entry(path: string): RollbackEntry {
  return { path, stepId: path, stepName: path, top: topOf(path), plan: UNKNOWN };
}

/** Undoes only when told to, so that the order can be seen. */
function byHand() {
  const running = new Map<string, () => void>();
  const undo = (each: RollbackEntry) =>
    new Promise<void>((resolve) => {
      running.set(each.path, resolve);
    });
  const end = async (path: string) => {
    running.get(path)?.();
    running.delete(path);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    return [...running.keys()];
  };
  return { undo, end, running };
}

describe('RollbackLog', () => {
  test('forgets what lies inside a block, and only that', () => {
    const log = new RollbackLog();
    for (const path of ['pay', 'pay.a', 'pay[3].a', 'pay#2.a', 'payment', 'pay-b']) log.add(entry(path));
    expect(log.takeInside(['pay']).map(({ path }) => path)).toEqual(['pay#2.a', 'pay[3].a', 'pay.a']);
    expect(log.newestFirst().map(({ path }) => path)).toEqual(['pay-b', 'payment', 'pay']);
  });

  test('a plan without params says so', () => {
    const log = new RollbackLog();
    log.add(entry('a'));
    expect(log.plan()).toEqual([{ path: 'a', stepId: 'a', target: 't', action: 'undo', params: null }]);
  });
});

describe('rollBack', () => {
  test('one after the other without dependencies', async () => {
    const hand = byHand();
    const done = rollBack([entry('b'), entry('a')], undefined, hand.undo);
    expect([...hand.running.keys()]).toEqual(['b']);
    expect(await hand.end('b')).toEqual(['a']);
    await hand.end('a');
    await done;
    expect(hand.running.size).toBe(0);
  });

  test('side by side with dependencies, over steps with nothing to undo', async () => {
    const dependencies = new Map(
      Object.entries({ root: [], mid: ['root'], left: ['mid'], right: ['mid'] }).map(([id, needs]) => [id, new Set(needs)]),
    );
    const hand = byHand();
    const done = rollBack([entry('right'), entry('left'), entry('root')], dependencies, hand.undo);
    expect([...hand.running.keys()]).toEqual(['left', 'right']);
    expect(await hand.end('left')).toEqual(['right']);
    expect(await hand.end('right')).toEqual(['root']);
    await hand.end('root');
    await done;
    expect(hand.running.size).toBe(0);
  });

  test('nothing to undo', async () => {
    const hand = byHand();
    await rollBack([], new Map(), hand.undo);
    expect(hand.running.size).toBe(0);
  });
});

test('paths', () => {
  expect(['a', 'a.b', 'a[1].b', 'a#2.b', 'a-b_c.d', 'a~rollback'].map(topOf)).toEqual(['a', 'a', 'a', 'a', 'a-b_c', 'a']);
  expect(rollbackPath('a.b')).toBe('a.b~rollback');
});

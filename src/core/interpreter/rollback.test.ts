import { describe, expect, test } from 'vitest';

import type { Outcome } from './runtime.ts';
import { rollBack, RollbackLog, rollbackPath, topOf, type RollbackEntry } from './rollback.ts';

const UNKNOWN = { failure: { code: 'MissingReference', class: 'permanent', message: 'no $x' }, target: 't', action: 'undo' } as const;

function entry(path: string): RollbackEntry {
  return { path, stepId: path, top: topOf(path), plan: UNKNOWN };
}

/** Undoes only when told to, so that the order can be seen. */
function byHand() {
  const running = new Map<string, (outcome: Outcome<unknown>) => void>();
  const undo = (each: RollbackEntry) =>
    new Promise<Outcome<unknown>>((resolve) => {
      running.set(each.path, resolve);
    });
  const end = async (path: string, outcome: Outcome<unknown> = { status: 'completed', value: null }) => {
    running.get(path)?.(outcome);
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
    log.dropInside('pay');
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
    const report = rollBack([entry('b'), entry('a')], undefined, hand.undo);
    expect([...hand.running.keys()]).toEqual(['b']);
    expect(await hand.end('b')).toEqual(['a']);
    await hand.end('a');
    expect(await report).toEqual({ rolledBack: 2, errors: [] });
  });

  test('side by side with dependencies, over steps with nothing to undo', async () => {
    const dependencies = new Map(
      Object.entries({ root: [], mid: ['root'], left: ['mid'], right: ['mid'] }).map(([id, needs]) => [id, new Set(needs)]),
    );
    const hand = byHand();
    const report = rollBack([entry('right'), entry('left'), entry('root')], dependencies, hand.undo);
    expect([...hand.running.keys()]).toEqual(['left', 'right']);
    expect(await hand.end('left')).toEqual(['right']);
    expect(await hand.end('right')).toEqual(['root']);
    await hand.end('root');
    expect((await report).rolledBack).toBe(3);
  });

  test('a failure, a cancellation and a throw are reported and stop nothing', async () => {
    const outcomes: Readonly<Record<string, () => Promise<Outcome<unknown>>>> = {
      a: () => Promise.resolve({ status: 'completed', value: null }),
      b: () => Promise.resolve({ status: 'cancelled' }),
      c: () => Promise.reject(new TypeError('bug')),
      d: () => Promise.resolve({ status: 'failed', failure: UNKNOWN.failure }),
    };
    const report = await rollBack(
      ['d', 'c', 'b', 'a'].map(entry),
      undefined,
      ({ path }) => outcomes[path]?.() ?? Promise.reject(new Error()),
    );
    expect(report.rolledBack).toBe(1);
    expect(report.errors.map(({ path, failure }) => [path, failure.code])).toEqual([
      ['d', 'MissingReference'],
      ['c', 'TypeError'],
      ['b', 'Cancelled'],
    ]);
  });

  test('nothing to undo', async () => {
    expect(await rollBack([], new Map(), byHand().undo)).toEqual({ rolledBack: 0, errors: [] });
  });
});

test('paths', () => {
  expect(['a', 'a.b', 'a[1].b', 'a#2.b', 'a-b_c.d', 'a~rollback'].map(topOf)).toEqual(['a', 'a', 'a', 'a', 'a-b_c', 'a']);
  expect(rollbackPath('a.b')).toBe('a.b~rollback');
});

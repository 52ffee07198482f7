import { describe, expect, test } from 'vitest';
import { scheduleOf } from './schedule.ts';

const needs = (edges: Readonly<Record<string, readonly string[]>>) => new Map(Object.entries(edges).map(([id, ids]) => [id, new Set(ids)]));

describe('scheduleOf', () => {
  test('levels follow the needs, the critical path the durations', () => {
    const graph = needs({ d: ['b', 'c'], a: [], b: ['a'], c: ['a'], e: [] });
    const durations: Readonly<Record<string, number>> = { a: 1, b: 10, c: 20, d: 1, e: 5 };
    expect(scheduleOf(graph, (id) => durations[id] ?? 0)).toEqual({
      levels: [['a', 'e'], ['b', 'c'], ['d']],
      criticalPath: ['a', 'c', 'd'],
      ms: 22,
    });
  });

  test('of equals the first one declared is waited for, also when nothing takes time', () => {
    const graph = needs({ a: [], b: [], c: ['a', 'b'] });
    expect(scheduleOf(graph, () => 1).criticalPath).toEqual(['a', 'c']);
    expect(scheduleOf(graph, () => 0)).toMatchObject({ criticalPath: ['a'], ms: 0 });
  });

  test('nothing to do, and what waits for itself, end at once', () => {
    expect(scheduleOf(new Map(), () => 1)).toEqual({ levels: [], criticalPath: [], ms: 0 });
    expect(scheduleOf(needs({ a: ['b'], b: ['a'] }), () => 1)).toMatchObject({ criticalPath: [], ms: 0 });
  });

  test('a chain may be as long as a definition', () => {
    const chain = needs(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`s${i}`, i === 0 ? [] : [`s${i - 1}`]])));
    expect(scheduleOf(chain, () => 1)).toMatchObject({ ms: 10_000 });
  });
});

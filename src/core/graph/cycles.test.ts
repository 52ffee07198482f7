import { describe, expect, test } from 'vitest';
import { findCycles, reachableFrom } from './cycles.ts';

const graph = (edges: Readonly<Record<string, readonly string[]>>) =>
  new Map(Object.entries(edges).map(([node, next]) => [node, new Set(next)]));

describe('findCycles', () => {
  test('finds none in a diamond', () => {
    expect(findCycles(graph({ a: [], b: ['a'], c: ['a'], d: ['b', 'c'] }))).toEqual([]);
  });

  test('gives each circle in the order of waiting', () => {
    expect(findCycles(graph({ a: ['b'], b: ['c'], c: ['a'], x: ['y'], y: ['x'], z: ['a'] }))).toEqual([
      ['a', 'b', 'c'],
      ['x', 'y'],
    ]);
  });

  test('goes along a chain of any length', () => {
    const chain = graph(Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`s${i}`, [`s${i + 1}`]])));
    expect(findCycles(chain)).toEqual([]);
    expect(reachableFrom('s0', chain).size).toBe(20_000);
  });
});

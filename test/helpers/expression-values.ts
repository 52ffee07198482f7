import type { Environment } from '../../src/core/expression/environment.ts';
import { Evaluator } from '../../src/core/expression/evaluator.ts';

/** The names that the tables of expression tests refer to. */
const VALUES: Readonly<Record<string, unknown>> = {
  n: 3,
  half: 0.5,
  big: 2 ** 53,
  text: 'Hello',
  yes: true,
  none: null,
  skipped: undefined,
  check: { score: 0.9 },
  customer: { tags: ['vip', 'new'], name: 'Ann' },
  items: [
    { sku: 'a', qty: 2, price: 10 },
    { sku: 'b', qty: 0, price: 5 },
    { sku: 'c', qty: 1, price: 7.5 },
  ],
  list: [3, 1, 2],
  map: { b: 2, a: 1, '10': 0 },
  key: 'b',
  due: '2026-02-01',
  run: { id: 'r-1', now: '2026-01-31T10:00:00.000Z', startedAt: '2026-01-31T09:00:00.000Z' },
  event: { time: '2026-01-31T09:30:00.000Z', data: { time: 'noon' } },
  in: { true: 1, null: { in: 2 } },
};

/** An environment of these values. */
export const env: Environment = {
  lookup: (root) => (Object.hasOwn(VALUES, root) ? { value: VALUES[root] } : undefined),
  names: () => Object.keys(VALUES),
};

/** Knows their names. */
export const evaluator = new Evaluator(new Set(Object.keys(VALUES)));

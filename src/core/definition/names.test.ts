import { expect, test } from 'vitest';
import { FIXED_NAMES, knownNames } from './names.ts';

test('knownNames has every name a reference may begin with', () => {
  const definition = {
    id: 'w',
    name: 'W',
    input: { properties: { customer: {} } },
    steps: [
      { id: 'check', type: 'if', condition: true, then: [{ id: 'deep', target: 'util', action: 'echo', onSkip: { set: { skipped: 1 } } }] },
      { id: 'loop', type: 'forEach', items: [], as: 'order', indexAs: 'n', steps: [{ id: 'note', type: 'set', values: { total: 1 } }] },
      { id: 'batches', type: 'forEach', items: [], batchSize: 5, steps: [] },
      { id: 'again', type: 'try', steps: [], catch: [{ as: 'problem', steps: [] }] },
    ],
    finally: [{ id: 'last', target: 'util', action: 'echo' }],
  };
  expect([...knownNames(definition, { orderId: 1 })].sort()).toEqual(
    [
      'check',
      'deep',
      'skipped',
      'loop',
      'order',
      'n',
      'index',
      'note',
      'total',
      'batches',
      'items',
      'again',
      'problem',
      'last',
      'customer',
      'orderId',
      ...FIXED_NAMES,
    ].sort(),
  );
});

test('knownNames passes over what is malformed', () => {
  expect(
    [...knownNames({ steps: [null, 3, { id: 4 }, { id: 'a', type: 'if', then: 'x' }, [], { id: 'b', type: 'nope' }], input: 'x' })].sort(),
  ).toEqual(['a', 'b', ...FIXED_NAMES].sort());
});

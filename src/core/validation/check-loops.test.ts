import { describe, expect, test } from 'vitest';
import { found, problemsOf, withSteps } from '../../../test/helpers/found-problems.ts';

const body = 'steps: [{ id: x, target: shop, action: charge, params: { amount: 1 } }]';
const input =
  'input: { properties: { count: { type: number }, orders: { type: array, items: { type: object, additionalProperties: false, properties: { id: { type: string } } } } } }';
const first = (steps: string) => problemsOf(withSteps(steps, input))[0];

describe('forEach', () => {
  test.each<[string, string, string[]]>([
    ['items are a list: written out', 'items: [1, 2]', []],
    ['referred to', 'items: $orders', []],
    ['calculated', 'items: \'${ $orders.filter(o, o.id != "") }\'', []],
    ['are there', 'x-none: 1', ['MissingField /steps/0/items']],
    ['not a map', 'items: { a: 1 }', ['InvalidValue /steps/0/items']],
    ['not null', 'items: null', ['InvalidValue /steps/0/items']],
    ['not text', 'items: orders', ['InvalidValue /steps/0/items']],
    ['not text with a reference in it', 'items: "$orders,"', ['InvalidValue /steps/0/items']],
    ['not a number that a schema tells', 'items: $count', ['InvalidValue /steps/0/items']],
    ['not what an expression surely gives', "items: '${ $count + 1 }'", ['InvalidValue /steps/0/items']],
    ['a broken expression is one problem', "items: '${ $count + }'", ['ExpressionSyntax /steps/0/items']],
    ['collect is a word', 'items: [], collect: everything', ['InvalidValue /steps/0/collect']],
    ['an expression', 'items: $orders, collect: "${ $item.id + $x.id }"', []],
    ['not a reference alone', 'items: $orders, collect: $x.id', ['InvalidValue /steps/0/collect']],
    ['a fold', 'items: $orders, collect: { fold: "${ $acc + $x.amount }", from: 0 }', []],
    ['of an expression', 'items: $orders, collect: { fold: "$acc + $x.amount", from: 0 }', ['InvalidValue /steps/0/collect/fold']],
    [
      'from something that is there before',
      'items: $orders, collect: { fold: "${ $acc + $x.amount }", from: $x.amount }',
      ['ForwardReference /steps/0/collect/from'],
    ],
    ['not from an item', 'items: $orders, collect: { fold: "${ $acc }", from: $item.id }', ['HiddenReference /steps/0/collect/from']],
    ['$acc is known in a fold only', 'items: $orders, collect: "${ $acc }"', ['UnknownReference /steps/0/collect']],
    ['errors are collected where they are gone past', 'items: [], collect: errors, onError: continue', []],
    ['else there are none', 'items: [], collect: errors', ['InvalidValue? /steps/0/collect']],
    ['maxConcurrency is for parallel loops', 'items: [], maxConcurrency: 3', ['InvalidValue? /steps/0/maxConcurrency']],
    ['partitionOver too', 'items: [], partitionOver: 3', ['InvalidValue? /steps/0/partitionOver']],
    ['both with parallel', 'items: [], parallel: true, maxConcurrency: 3, partitionOver: 3', []],
    ['batchSize is at least 1', 'items: [], batchSize: 0', ['InvalidValue /steps/0/batchSize']],
    ['maxIterations is not for forEach', 'items: [], maxIterations: 3', ['UnknownField /steps/0/maxIterations']],
    ['the item and its index have two names', 'items: [], as: i, indexAs: i', ['DuplicateName /steps/0/as']],
    ['$index is the index', 'items: [], as: index', ['DuplicateName /steps/0/as']],
    ['the item is called item', 'items: [], indexAs: item', ['DuplicateName /steps/0/indexAs']],
    ['with batchSize it is a list called items', 'items: $orders, batchSize: 2, breakWhen: $items.size() > 1 && $index > 0', []],
    ['and not item', 'items: $orders, batchSize: 2, breakWhen: $item.id == ""', ['UnknownReference /steps/0/breakWhen']],
  ])('%s', (_name, fields, expected) => {
    expect(found(withSteps(`  - { id: l, type: forEach, ${fields}, ${body} }`, input))).toEqual(expected);
  });

  test('a nested forEach needs its own `as`, $index is the innermost', () => {
    const nested = (as: string) =>
      withSteps(
        `  - { id: l, type: forEach, items: $orders, indexAs: i, steps: [{ id: m, type: forEach, items: $orders, ${as} steps: [{ id: x, target: shop, action: anything, params: { x: "$item.id $index $i" } }] }] }`,
        input,
      );
    expect(found(nested(''))).toEqual(['DuplicateName /steps/0/steps/0']);
    expect(found(nested('as: inner,'))).toEqual([]);
    expect(found(nested('as: inner, indexAs: i,'))).toEqual(['DuplicateName /steps/0/steps/0/indexAs']);
  });

  test('says what the items are', () => {
    expect(first(`  - { id: l, type: forEach, items: $count, ${body} }`)?.message).toBe('"items" of step "l" must be a list, not a number');
    expect(first(`  - { id: l, type: forEach, items: orders, ${body} }`)?.message).toBe('"items" of step "l" must be a list, not text');
  });
});

describe('while and until', () => {
  test.each<[string, string, string[]]>([
    ['a condition that changes', 'type: while, condition: $count < 3', []],
    [
      'a while sees the iteration just ended',
      'type: while, condition: $x.amount < 3 && $index < 5, breakWhen: $x.id == "b", delay: 1s',
      [],
    ],
    ['a while that never runs', 'type: while, condition: false', ['UnreachableStep? /steps/0/condition']],
    ['a while without end', 'type: while, condition: true', ['IterationLimit? /steps/0/condition']],
    ['an until without end', 'type: until, condition: "${ false }"', ['IterationLimit? /steps/0/condition']],
    ['an until that runs once', 'type: until, condition: true', []],
    ['one that breaks', 'type: while, condition: true, breakWhen: $x.amount > 3', []],
    ['maxIterations is at least 1', 'type: until, condition: $x.amount > 3, maxIterations: 0', ['InvalidValue /steps/0/maxIterations']],
  ])('%s', (_name, fields, expected) => {
    expect(found(withSteps(`  - { id: l, ${fields}, ${body} }`, input))).toEqual(expected);
  });

  test('a return inside ends it', () => {
    const inside = '{ id: i, type: if, condition: $index > 3, then: [{ id: r, type: return }] }';
    expect(found(withSteps(`  - { id: l, type: while, condition: true, steps: [${inside}] }`))).toEqual([]);
  });
});

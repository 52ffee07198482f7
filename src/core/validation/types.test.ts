import { describe, expect, test } from 'vitest';
import { found, problemsOf, withSteps } from '../../../test/helpers/found-problems.ts';

const input =
  'input: { properties: { orders: { type: array, items: { type: object, additionalProperties: false, properties: { id: { type: string }, total: { type: number } } } } } }';
const charge = (id: string) => `{ id: ${id}, target: shop, action: charge, params: { amount: 1 } }`;
/** A step, then what `ref` gives: an error where it can't be there. */
const after = (step: string, ref: string) =>
  found(withSteps(`  - ${step}\n  - { id: z, target: shop, action: anything, params: { x: '${ref}' } }`, input));
const inside = (ref: string) => `[{ id: x, target: shop, action: anything, params: { x: '${ref}' } }]`;

const OK: string[] = [];
const NO = ['UnknownReference /steps/1/params/x'];

describe('what is known of values before a run', () => {
  test.each<[string, string, string, string[]]>([
    [
      'parallel: an object of its branches',
      `{ id: p, type: parallel, branches: { eu: [${charge('a')}], us: [] } }`,
      '$p.eu.card.last4',
      OK,
    ],
    ['with no others', `{ id: p, type: parallel, branches: { eu: [${charge('a')}] } }`, '$p.us', NO],
    ['each of the type of its last step', `{ id: p, type: parallel, branches: { eu: [${charge('a')}] } }`, '$p.eu.amont', NO],
    ['any and race: the first', `{ id: p, type: parallel, join: any, branches: { eu: [${charge('a')}] } }`, '$p.branch', OK],
    ['any and race: not the branches', `{ id: p, type: parallel, join: race, branches: { eu: [${charge('a')}] } }`, '$p.eu', NO],
    ['merge: anything', `{ id: p, type: parallel, aggregate: merge, branches: { eu: [${charge('a')}] } }`, '$p.eu', OK],
    [
      'an aggregate: what it gives',
      `{ id: p, type: parallel, aggregate: "\${ $result.eu }", branches: { eu: [${charge('a')}] } }`,
      '$p.amont',
      NO,
    ],
    [
      'forEach: a list of the type of its last step',
      `{ id: f, type: forEach, items: $orders, steps: [${charge('a')}] }`,
      '$f[0].amont',
      NO,
    ],
    ['as it is', `{ id: f, type: forEach, items: $orders, steps: [${charge('a')}] }`, '$f[0].amount', OK],
    [
      'collect: what it gives',
      `{ id: f, type: forEach, items: $orders, steps: [${charge('a')}], collect: "\${ $item }" }`,
      '$f[0].amount',
      NO,
    ],
    [
      'collect errors',
      `{ id: f, type: forEach, items: $orders, steps: [${charge('a')}], onError: continue, collect: errors }`,
      '$f[0].error.code',
      OK,
    ],
    [
      'onError continue: errors among them',
      `{ id: f, type: forEach, items: $orders, steps: [${charge('a')}], onError: continue }`,
      '$f[0].error',
      OK,
    ],
    ['approval: its decisions', '{ id: p, type: approval, approvers: [ann] }', '$p.decisions[0].by', OK],
    ['and nothing else', '{ id: p, type: approval, approvers: [ann] }', '$p.aproved', NO],
    [
      'its form',
      '{ id: p, type: approval, approvers: [ann], form: { type: object, additionalProperties: false, properties: { reason: {} } } }',
      '$p.form.reson',
      NO,
    ],
    ['event: anything', '{ id: p, type: event, event: paid }', '$p.anything.at.all', OK],
    [
      'workflow: its outputSchema',
      '{ id: p, type: workflow, workflow: { id: c, name: C, steps: [{ id: r, type: return }], outputSchema: { type: object, additionalProperties: false, properties: { a: {} } } } }',
      '$p.b',
      NO,
    ],
    ['not awaited: the run id', '{ id: p, type: workflow, workflow: c, wait: false }', '$p.runid', NO],
    ['try without catch: of its steps', `{ id: t, type: try, steps: [${charge('a')}] }`, '$t.amont', NO],
    ['with one: either', `{ id: t, type: try, steps: [${charge('a')}], catch: [{ steps: [] }] }`, '$t.amont', OK],
    ['if without else: of its steps', `{ id: t, type: if, condition: $input.x, then: [${charge('a')}] }`, '$t.amont', NO],
    ['while: of its last step', `{ id: t, type: while, condition: $input.x, steps: [${charge('a')}] }`, '$t.amont', NO],
    ['set: its values', '{ id: s, type: set, values: { total: 1, deep: { er: $orders } } }', '$s.totl', NO],
    ['to any depth', '{ id: s, type: set, values: { total: 1, deep: { er: $orders } } }', '$s.deep.er[0].idd', NO],
    [
      'validate: its schema',
      '{ id: v, type: validate, data: $orders, schema: { type: object, additionalProperties: false, properties: { a: {} } } }',
      '$v.b',
      NO,
    ],
    ['output: what it gives', '{ id: v, type: checkpoint, output: { a: 1 } }', '$v.b', NO],
  ])('%s', (_name, step, ref, expected) => {
    expect(after(step, ref)).toEqual(expected);
  });

  test.each<[string, string, string[]]>([
    [
      'the item of a forEach',
      `{ id: f, type: forEach, items: $orders, steps: ${inside('$item.totl')} }`,
      ['UnknownReference /steps/0/steps/0/params/x'],
    ],
    [
      'of calculated items',
      `{ id: f, type: forEach, items: "\${ $orders.filter(o, o.total > 1) }", as: o, steps: ${inside('$o.totl')} }`,
      ['UnknownReference /steps/0/steps/0/params/x'],
    ],
    [
      'a batch of them',
      `{ id: f, type: forEach, items: $orders, batchSize: 2, steps: ${inside('$items[0].totl $items[1].total')} }`,
      ['UnknownReference /steps/0/steps/0/params/x'],
    ],
    [
      'in its own fields',
      `{ id: f, type: forEach, items: $orders, steps: [], breakWhen: $item.total > "3" }`,
      ['ExpressionType /steps/0/breakWhen'],
    ],
    [
      'its index',
      `{ id: f, type: forEach, items: $orders, indexAs: i, steps: [], breakWhen: $index > 3 && $i == "3" || $i > "3" }`,
      ['ExpressionType /steps/0/breakWhen'],
    ],
    [
      'of an outer loop',
      `{ id: f, type: forEach, items: $orders, as: o, steps: [{ id: g, type: while, condition: $index > $o.totl, steps: [] }] }`,
      ['UnknownReference /steps/0/steps/0/condition'],
    ],
    [
      'items that are the loop itself',
      '{ id: f, type: forEach, items: $f, steps: [], collect: "${ $item.x }" }',
      ['ForwardReference /steps/0/items'],
    ],
    [
      '$attempt and $error of a retry',
      `{ id: t, type: try, steps: [], retry: { when: $attempt > "1" || $error.clas == "x" } }`,
      ['ExpressionType /steps/0/retry/when', 'UnknownReference /steps/0/retry/when'],
    ],
    [
      '$result in a rollback is the value',
      '{ id: a, target: shop, action: charge, params: { amount: 1 }, output: { x: $result.id }, rollback: { target: shop, action: anything, params: { a: $result.x, b: $result.id } } }',
      ['UnknownReference /steps/0/rollback/params/b'],
    ],
  ])('%s', (_name, step, expected) => {
    expect([...found(withSteps(`  - ${step}`, input))].sort()).toEqual(expected);
  });

  test('names what is there', () => {
    expect(problemsOf(withSteps(`  - { id: f, type: forEach, items: $orders, steps: ${inside('$item.totl')} }`, input))[0]).toMatchObject({
      message: 'step "x" refers to .totl of $item, which has no such property',
      hint: 'did you mean total ?',
    });
  });
});

import { describe, expect, test } from 'vitest';
import { A, found, problemsOf, withSteps } from '../../../test/helpers/found-problems.ts';

const first = (yaml: string) => problemsOf(yaml)[0];

describe('who sees what', () => {
  const echo = (id: string, ref: string) => `{ id: ${id}, target: shop, action: anything, params: { x: "${ref}" } }`;
  const errors = (steps: string, more = '') => found(withSteps(steps, more));

  test.each<[string, string, string[]]>([
    ['a later step', `  - ${echo('a', '$b')}\n  - ${echo('b', '$a')}`, ['ForwardReference /steps/0/params/x']],
    ['itself', `  - ${echo('a', '$a')}`, ['ForwardReference /steps/0/params/x']],
    [
      'itself, when it has ended',
      '  - { id: a, target: shop, action: anything, output: { x: $a.y, z: $result }, rollback: { target: shop, action: anything, params: { i: $a.x, r: $result.z } } }',
      [],
    ],
    [
      'the block around',
      `  - { id: b, type: if, condition: true, then: [${echo('x', '$b')}] }`,
      ['ForwardReference /steps/0/then/0/params/x'],
    ],
    [
      'what a block needs first',
      `  - { id: b, type: if, condition: $x.ok, then: [${echo('x', '$w')}] }`,
      ['ForwardReference /steps/0/condition', 'UnknownReference? /steps/0/then/0/params/x'],
    ],
    [
      'out of an if, and in its output',
      `  - { id: b, type: if, condition: true, then: [${echo('x', '1')}], output: $x }\n  - ${echo('y', '$x')}`,
      [],
    ],
    [
      'across branches',
      `  - { id: b, type: if, condition: $input.c, then: [${echo('x', '1')}], else: [${echo('y', '$x')}] }`,
      ['HiddenReference /steps/0/else/0/params/x'],
    ],
    [
      'out of a parallel',
      `  - { id: p, type: parallel, branches: { l: [${echo('x', '1')}], r: [${echo('y', '$x')}] } }\n  - ${echo('z', '$x and $y')}`,
      ['HiddenReference /steps/0/branches/r/0/params/x'],
    ],
    [
      'into a body',
      `  - { id: l, type: forEach, items: [1], steps: [${echo('x', '$item')}], collect: "\${ $x }" }\n  - ${echo('y', '$x')}`,
      ['HiddenReference /steps/1/params/x'],
    ],
    [
      'the last iteration, at the end of a sequential loop',
      `  - { id: l, type: forEach, items: [1], steps: [${echo('x', '$item')}], output: $x }`,
      [],
    ],
    [
      'no iteration of a parallel loop at its end: none came last',
      `  - { id: l, type: forEach, items: [1], parallel: true, steps: [${echo('x', '$item')}], breakWhen: $x.ok, output: $x }`,
      ['HiddenReference /steps/0/output'],
    ],
    [
      'a body of a body',
      `  - { id: l, type: while, condition: $y.go, steps: [{ id: m, type: until, condition: $x.ok, steps: [${echo('x', '1')}] }, ${echo('y', '$m')}], output: $x }`,
      ['HiddenReference /steps/0/output'],
    ],
    [
      'loop variables outside',
      `  - { id: l, type: forEach, items: $item, steps: [${echo('x', '$item $index')}] }`,
      ['HiddenReference /steps/0/items'],
    ],
    [
      'try, catch, finally',
      `  - { id: t, type: try, steps: [${echo('x', '1')}], catch: [{ as: e, steps: [${echo('y', '$x $error $e')}] }], finally: [${echo('z', '$x $y')}] }\n  - ${echo('w', '$x $y $z $error')}`,
      ['UnknownReference /steps/1/params/x'],
    ],
    [
      'a catch from the steps it guards',
      `  - { id: t, type: try, steps: [${echo('x', '$y')}], catch: [{ steps: [${echo('y', '1')}] }] }`,
      ['ForwardReference /steps/0/steps/0/params/x'],
    ],
    [
      'a catch is chosen before any of them runs',
      `  - { id: t, type: try, steps: [${echo('x', '1')}], catch: [{ when: $x.ok, steps: [${echo('y', '1')}] }, { when: $y.ok || $z.ok, steps: [] }], finally: [${echo('z', '1')}] }`,
      ['ForwardReference /steps/0/catch/1/when', 'ForwardReference /steps/0/catch/1/when'],
    ],
    [
      'one catch from another',
      `  - { id: t, type: try, steps: [], catch: [{ when: $error.code == "a", steps: [${echo('y', '1')}] }, { steps: [${echo('z', '$y')}] }] }`,
      ['HiddenReference /steps/0/catch/1/steps/0/params/x'],
    ],
    [
      'of an error only what it has',
      `  - { id: t, type: try, steps: [], catch: [{ as: e, steps: [${echo('y', '$error.mesage $e.code $e.cod')}] }] }`,
      ['UnknownReference /steps/0/catch/0/steps/0/params/x', 'UnknownReference /steps/0/catch/0/steps/0/params/x'],
    ],
    [
      'dependsOn in catch and finally',
      '  - { id: t, type: try, steps: [{ id: a, type: checkpoint }], catch: [{ steps: [{ id: b, type: checkpoint, dependsOn: [a] }] }], finally: [{ id: c, type: checkpoint }, { id: d, type: checkpoint, dependsOn: [c] }] }',
      ['UnknownDependency /steps/0/catch/0/steps/0/dependsOn/0'],
    ],
    [
      'names known in places',
      '  - { id: a, target: shop, action: anything, params: { r: $result, e: $event, t: $attempt }, retry: { when: $attempt < 3 && $error.code != "x" } }',
      ['UnknownReference /steps/0/params/r', 'UnknownReference /steps/0/params/e', 'UnknownReference /steps/0/params/t'],
    ],
    [
      'the record of the run',
      `  - ${echo('a', '$run.id $run.now $run.status $run.startdAt')}`,
      ['UnknownReference /steps/0/params/x', 'UnknownReference /steps/0/params/x'],
    ],
  ])('%s', (_name, steps, expected) => {
    expect(errors(steps)).toEqual(expected);
  });

  test('the workflow: key at the start, output and finally at the end', () => {
    expect(
      errors(
        A,
        'key: $a.id\noutput: { x: $a.id }\nfinally: [{ id: f, target: shop, action: anything, params: { x: $a, s: $run.status } }]',
      ),
    ).toEqual(['ForwardReference /key']);
  });

  test('in a graph the order does not matter', () => {
    expect(errors(`  - ${echo('a', '$b')}\n  - ${echo('b', '1')}`, 'mode: graph')).toEqual([]);
  });
});

describe('unknown names', () => {
  const step = (text: string) =>
    `  - { id: create-order, target: shop, action: charge, params: { amount: 1 } }\n  - { id: tell, target: shop, action: anything, params: { x: "${text}" } }`;

  test('near a known name: an error, the caret under the whole name', () => {
    const yaml = withSteps(step('File: $create-ordr.id'));
    expect(first(yaml)).toMatchObject({
      code: 'UnknownReference',
      severity: 'error',
      hint: 'did you mean $create-order ?',
      line: 6,
      column: (yaml.split('\n')[5] ?? '').indexOf('$create-ordr') + 1,
    });
  });

  test('like nothing known: a warning, an error once the input is declared', () => {
    expect(found(withSteps(step('$orderId')))).toEqual(['UnknownReference? /steps/1/params/x']);
    expect(found(withSteps(step('$orderId'), 'input: { properties: { customer: {} } }'))).toEqual(['UnknownReference /steps/1/params/x']);
    expect(found(withSteps(step('$orderId'), 'input: { properties: { customer: {} }, additionalProperties: true }'))).toEqual([
      'UnknownReference? /steps/1/params/x',
    ]);
    expect(found(withSteps(step('$customer'), 'input: { properties: { customer: {} } }'))).toEqual([]);
  });

  test('what may be missing by its own words is no mistake', () => {
    const guarded = (expression: string) => withSteps(`  - { id: a, target: shop, action: anything, when: '${expression}' }`);
    expect(found(guarded('has($coupon) && default($rate, 1) > 0'))).toEqual([]);
    expect(
      found(guarded('has($couponn)')).concat(found(withSteps('  - { id: coupon, target: shop, action: anything, when: "has($coupn)" }'))),
    ).toEqual(['UnknownReference /steps/0/when']);
  });

  test('a name before a hyphen is tried alone too', () => {
    expect(
      first(withSteps('  - { id: order, type: set, values: { x: 1 } }\n  - { id: b, type: set, values: { y: "$oder-copy" } }'))?.hint,
    ).toBe('did you mean $order ?');
  });

  test('properties that can not be there', () => {
    expect(found(withSteps(step('$create-order.card.last4 $create-order.amount')))).toEqual([]);
    const mapped = '  - { id: made, target: shop, action: charge, params: { amount: 1 }, output: { total: $result.amount } }\n';
    expect(found(withSteps(`${mapped}  - { id: tell, target: shop, action: anything, params: { x: $made.total } }`))).toEqual([]);
    expect(first(withSteps(step('$create-order.card.last')))).toMatchObject({ code: 'UnknownReference', hint: 'did you mean last4 ?' });
    expect(
      found(
        withSteps(step('$input.a.b'), 'input: { properties: { a: { type: object, properties: { c: {} }, additionalProperties: false } } }'),
      ),
    ).toEqual(['UnknownReference /steps/1/params/x']);
    expect(found(withSteps(step('$input.a.b'), 'input: { properties: { a: { type: object, properties: { c: {} } } } }'))).toEqual([]);
  });
});

describe('secrets', () => {
  const token = (text: string) => found(withSteps(`  - { id: a, target: shop, action: anything, params: { token: '${text}' } }`));

  test('stand in params of actions and rollbacks, alone or in text', () => {
    expect(token('$secrets.TOKEN')).toEqual([]);
    expect(token('Bearer $secrets.TOKEN, $secrets["OTHER"]')).toEqual([]);
    expect(
      found(
        withSteps(
          `  - { id: a, target: shop, action: anything, rollback: { target: shop, action: anything, params: { t: $secrets.TOKEN } } }
  - { id: g, type: generate, target: shop, action: anything, params: { t: $secrets.TOKEN } }`,
        ),
      ),
    ).toEqual([]);
  });

  test.each<[string, string]>([
    ['{ id: a, type: set, values: { x: $secrets.TOKEN } }', '/values/x'],
    ['{ id: a, type: return, value: $secrets.TOKEN }', '/value'],
    ['{ id: a, type: fail, error: "no $secrets.TOKEN" }', '/error'],
    ['{ id: a, type: emit, event: e, to: { run: r }, data: { x: $secrets.TOKEN } }', '/data/x'],
    ['{ id: a, type: workflow, workflow: w2, input: { x: $secrets.TOKEN } }', '/input/x'],
    ['{ id: a, target: shop, action: anything, summary: "$secrets.TOKEN" }', '/summary'],
    ['{ id: a, target: shop, action: anything, output: { x: $secrets.TOKEN } }', '/output/x'],
    ['{ id: a, target: shop, action: anything, when: "$secrets.TOKEN == 1" }', '/when'],
  ])('elsewhere are a mistake: %s', (step, pointer) => {
    expect(found(withSteps(`  - ${step}`))).toContain(`InvalidValue /steps/0${pointer}`);
  });

  test('in expressions are a mistake', () => {
    expect(token('${ $secrets.TOKEN + "x" }')).toContain('InvalidValue /steps/0/params/token');
    expect(token('${ $input.x } $secrets.TOKEN')).toEqual([]);
  });

  test.each(['$secrets', '$secrets["../key"]', '$secrets["a b"]', '$secrets[0]'])('have a name: %s', (text) => {
    expect(token(text)).toEqual(['InvalidValue /steps/0/params/token']);
  });
});

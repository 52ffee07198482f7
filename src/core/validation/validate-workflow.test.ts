import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDefinition } from '../definition/parse.ts';
import { validateWorkflow } from './validate-workflow.ts';
import { found, shop, withSteps } from '../../../test/helpers/found-problems.ts';

describe('in any case', () => {
  test('errors are sentences, warnings are left out', () => {
    const { valid, errors, problems } = validateWorkflow({
      id: 'w',
      name: 'W',
      steps: [
        { id: 'a', target: 'integration', action: 'mine' },
        { id: 'a', target: 'utl', action: 'echo' },
      ],
    });
    expect(valid).toBe(false);
    expect(problems).toHaveLength(3);
    expect(errors).toEqual([
      expect.stringContaining('/steps/1/id DuplicateStep: two steps have the id "a"'),
      '/steps/1/target UnknownTarget: there is no target "utl" (did you mean util ?)',
    ]);
  });

  test('limits.maxSteps counts the declared steps', () => {
    const named = [1, 2, 3].map((i) => `  - { id: a${i}, target: shop, action: anything }\n`).join('');
    expect(found(withSteps(named, 'limits: { maxSteps: 2 }'))).toEqual(['StepLimit /steps']);
    expect(found(withSteps(named, 'limits: { maxSteps: 3 }'))).toEqual([]);
  });

  test('strategy custom needs its delays', () => {
    const step = (retry: string) => withSteps(`  - { id: a, target: shop, action: anything, retry: ${retry} }`);
    expect(found(step('{ strategy: custom }'))).toEqual(['MissingField /steps/0/retry']);
    expect(found(step('{ strategy: custom, delays: [1s] }'))).toEqual([]);
  });

  test('names that the input is known to have are no slips', () => {
    const definition = { id: 'w', name: 'W', steps: [{ id: 'two', target: 'util', action: 'echo', params: { a: '$who' } }] };
    expect(validateWorkflow(definition).valid).toBe(false);
    expect(validateWorkflow(definition, { inputNames: ['who'] }).problems).toEqual([]);
  });

  test('circles, depth and foreign values are refused', () => {
    const circle: Record<string, unknown> = { id: 'w' };
    circle['steps'] = [circle];
    for (const value of [circle, null, undefined, 'text', [], () => 1]) expect(validateWorkflow(value).valid).toBe(false);
  });

  test('no value makes it throw', () => {
    const seed = parseDefinition(
      withSteps(
        `  - { id: i, type: if, condition: "$a > 1", then: [{ id: t, type: try, steps: [], catch: [{ as: e, steps: [] }] }], else: [] }\n  - { id: l, type: forEach, items: $x, collect: { fold: "$acc", from: 1 }, steps: [{ id: s, type: set, values: { v: 1 } }] }\n  - { id: a, target: shop, action: charge, params: { amount: 1 }, rollback: { target: shop, action: charge, verify: { target: shop, action: charge } }, retry: { maxAttempts: 1 }, dependsOn: [i] }\n  - { id: k, type: workflow, workflow: { id: c, name: C, input: { required: [z], properties: { z: { type: number } } }, steps: [{ id: r, type: workflow, workflow: w@^1 }] }, input: { z: 1 } }\n  - { id: p, type: parallel, join: { atLeast: 2 }, aggregate: $result, branches: { q: [{ id: u, type: set, values: { v: 1 } }], r: [] } }\n  - { id: o, type: approval, approvers: [ann], quorum: { approve: 2, reject: 1 }, onTimeout: { escalate: { approvers: $v, onTimeout: { escalate: { approvers: [] } } } } }\n  - { id: m, type: event, event: e, match: $event.data.x, onTimeout: { steps: [] } }\n  - { id: n, type: while, condition: true, steps: [], breakWhen: $index > 3 }`,
        'mode: graph\ninput: { properties: { a: { $ref: "#/$defs/x" } } }\ninitial: x\nstates: { x: { on: { GO: [{ target: y }, z] }, after: { 1d: x }, always: [{ when: true, steps: [] }], onError: y, type: final, output: $v } }\nonComplete: [{ workflow: x }]\ntriggers: [{ event: {} }]',
      ),
    ).value;
    const junk = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('$a.b[0]', '${ $x +', '${', '$$', '$input', 'toString', '__proto__', '#/properties/a'),
      fc.constant([]),
      fc.constant({}),
    );
    fc.assert(
      fc.property(fc.nat(), junk, fc.nat(), junk, (at, value, also, other) => {
        const mutated = put(put(seed, at, value), also, other);
        const { problems } = validateWorkflow(mutated, { targets: [shop] });
        for (const { pointer, message } of problems) expect(typeof pointer === 'string' && message.length > 0).toBe(true);
      }),
      { numRuns: 250 },
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => Array.isArray(validateWorkflow(value).problems)),
      { numRuns: 200 },
    );
  });
});

/** The same value with the n-th of all its parts replaced. */
function put(value: unknown, n: number, replacement: unknown): unknown {
  const paths: (string | number)[][] = [];
  const walk = (at: unknown, path: (string | number)[]) => {
    paths.push(path);
    if (typeof at === 'object' && at !== null) for (const [key, inner] of Object.entries(at)) walk(inner, [...path, key]);
  };
  walk(value, []);
  const path = paths[n % paths.length] ?? [];
  const copy = JSON.parse(JSON.stringify({ root: value })) as Record<string, unknown>;
  const full = ['root', ...path];
  let holder: Record<string, unknown> = copy;
  for (const key of full.slice(0, -1)) holder = holder[key] as Record<string, unknown>;
  holder[String(full.at(-1))] = replacement;
  return copy['root'];
}

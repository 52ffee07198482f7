import { describe, expect, test } from 'vitest';
import { A, found, problemsOf, withSteps } from '../../../test/helpers/found-problems.ts';

const first = (yaml: string) => problemsOf(yaml)[0];

describe('shape', () => {
  test.each<[string, string[]]>([
    ['[]', ['InvalidValue ']],
    ['{}', ['MissingField ', 'MissingField /id', 'MissingField /name']],
    ['id: w\nname: W\nsteps: []', ['MissingField /steps']],
    ['id: w\nname: W\nsteps: {}', ['InvalidValue /steps']],
    [withSteps(A, 'states: { x: {} }\ninitial: x'), ['InvalidValue /states', 'InvalidValue? /states/x']],
    ['id: w\nname: W\nstates: { 1x: {} }\ninitial: y', ['InvalidValue /states/1x', 'InvalidValue /initial']],
    ['id: constructor\nname: W\nsteps:\n' + A, ['ReservedName /id']],
    ['id: a b\nname: W\nsteps:\n' + A, ['InvalidValue /id']],
    [withSteps(A, 'version: 1.2'), ['InvalidValue /version']],
    [withSteps(A, 'version: "1.2"'), ['InvalidValue /version']],
    [withSteps(A, 'maxConcurrency: 1001'), ['InvalidValue /maxConcurrency']],
    [withSteps(A, 'limits: { maxSteps: 0 }'), ['InvalidValue /limits/maxSteps']],
    [withSteps(A, 'timeout: 5 minutes'), ['InvalidDuration /timeout']],
    [withSteps(A, 'x-own: { any: 1 }'), []],
    [withSteps('  - { id: a }'), ['MissingField /steps/0/target', 'MissingField /steps/0/action']],
    [withSteps('  - { id: a, target: shop, action: anything, priority: 9 }'), ['InvalidValue /steps/0/priority']],
    [
      withSteps('  - { id: a, target: shop, action: anything, retryCount: 1, retry: { maxAttempts: 2 } }'),
      ['InvalidValue /steps/0/retryCount'],
    ],
    [
      withSteps('  - { id: a, target: shop, action: anything, retry: { jitter: 2, delays: [1s, soon] } }'),
      ['InvalidValue /steps/0/retry/jitter', 'InvalidDuration /steps/0/retry/delays/1'],
    ],
    [withSteps('  - { id: a, type: wait }'), ['MissingField /steps/0']],
    [withSteps('  - { id: a, type: wait, for: 1s, until: "2025-01-01" }'), ['InvalidValue /steps/0/until']],
    [withSteps('  - { id: a, type: wait, for: $delay }', 'input: { properties: { delay: {} } }'), []],
    [withSteps('  - 7\n' + A), ['InvalidValue /steps/0']],
    [
      withSteps('  - { type: actoin, when: 3 }\n' + A),
      ['MissingField /steps/0/id', 'InvalidValue /steps/0/type', 'InvalidValue /steps/0/when'],
    ],
    [
      withSteps('  - { id: a, type: switch, cases: [{ when: true, step: [] }] }'),
      ['MissingField /steps/0/cases/0/steps', 'UnknownField /steps/0/cases/0/step'],
    ],
    [withSteps('  - { id: a, type: fail, error: { message: 3 } }'), ['InvalidValue /steps/0/error/message']],
    [withSteps(A, 'input: { type: int }'), ['InvalidSchema /input/type']],
    [withSteps('  - { id: a, type: validate, data: 1, schema: { pattern: "(?=x)" } }'), ['InvalidSchema /steps/0/schema/pattern']],
  ])('%s', (yaml, expected) => {
    expect(found(yaml)).toEqual(expected);
  });

  test('says what was surely meant', () => {
    expect(first(withSteps('  - { id: a, type: retrun }'))?.hint).toBe('did you mean return ?');
    expect(first(withSteps('  - { id: a, target: shop, action: anything, paramz: {} }'))).toMatchObject({
      code: 'UnknownField',
      hint: 'did you mean params ?',
    });
    expect(first(withSteps('  - { id: a, target: shop, action: anything, needs: [] }'))?.hint).toBe('did you mean dependsOn ?');
    expect(first(withSteps(A, 'mode: grahp'))?.hint).toBe('did you mean graph ?');
  });

  test('one broken step hides nothing of the others', () => {
    expect(
      found(
        withSteps(
          '  - { id: 3, type: 4, when: [] }\n  - { id: b, target: shp, action: anything, params: { x: $nope.y } }\n  - { id: b, type: set, values: { run: $b } }',
        ),
      ),
    ).toEqual([
      'InvalidValue /steps/0/id',
      'InvalidValue /steps/0/type',
      'InvalidValue /steps/0/when',
      'UnknownTarget /steps/1/target',
      'UnknownReference? /steps/1/params/x',
      'DuplicateStep /steps/2/id',
      'ReservedName /steps/2/values/run',
    ]);
  });
});

describe('names', () => {
  test.each<[string, string[]]>([
    [A + '  - { id: i, type: if, condition: true, then: [{ id: a, type: return }] }', ['DuplicateStep /steps/1/then/0/id']],
    ['  - { id: result, target: shop, action: anything }', ['ReservedName /steps/0/id']],
    ['  - { id: valueOf, target: shop, action: anything }', ['ReservedName /steps/0/id']],
    ['  - { id: __proto__, target: shop, action: anything }', ['ReservedName /steps/0/id']],
    ['  - { id: "9", target: shop, action: anything }', ['InvalidValue /steps/0/id']],
    ['  - { id: transform, target: shop, action: anything }', []],
    [
      A + '  - { id: s, type: set, values: { a: 1, "b c": 2, ok: 3 } }',
      ['DuplicateName /steps/1/values/a', 'InvalidValue /steps/1/values/b c'],
    ],
    ['  - { id: s, type: set, values: { v: 1 } }\n  - { id: t, type: set, values: { v: $v } }', []],
    [
      '  - { id: l, type: forEach, items: [], steps: [{ id: m, type: forEach, items: [], steps: [] }] }\n  - { id: n, type: forEach, items: [], steps: [] }',
      ['DuplicateName /steps/0/steps/0'],
    ],
    [A + '  - { id: l, type: forEach, items: [], as: a, steps: [] }', ['DuplicateName /steps/1/as']],
    ['  - { id: t, type: try, steps: [], catch: [{ as: t, steps: [] }] }', ['DuplicateName /steps/0/catch/0/as']],
  ])('%s', (steps, expected) => {
    expect([...found(withSteps(steps))].sort()).toEqual([...expected].sort());
  });
});

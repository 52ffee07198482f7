import { describe, expect, test } from 'vitest';
import { found, problemsOf, withSteps } from '../../../test/helpers/found-problems.ts';

const first = (yaml: string) => problemsOf(yaml)[0];

describe('dependencies', () => {
  const steps = (...lines: readonly string[]) => lines.map((line) => `  - { target: shop, action: anything, ${line} }`).join('\n');
  test.each<[string, string, string[]]>([
    ['', steps('id: a', 'id: b, dependsOn: [a, aa]'), ['UnknownDependency /steps/1/dependsOn/1']],
    [
      '',
      steps('id: a, dependsOn: [b]', 'id: b, dependsOn: [b]'),
      ['ForwardDependency /steps/0/dependsOn/0', 'ForwardDependency /steps/1/dependsOn/0'],
    ],
    ['mode: graph', steps('id: a, dependsOn: [b]', 'id: b'), []],
    ['mode: graph', steps('id: a, dependsOn: [b]', 'id: b, params: { x: $c }', 'id: c, when: $a.ok'), ['DependencyCycle /steps/0']],
    [
      '',
      `${steps('id: a')}\n  - { id: i, type: if, condition: true, then: [{ id: x, type: return, dependsOn: [a] }] }`,
      ['UnknownDependency /steps/1/then/0/dependsOn/0'],
    ],
    [
      'mode: graph',
      '  - { id: s, type: set, values: { v: 1 } }\n  - { id: t, type: set, values: { v: 2 } }',
      ['UnorderedVariable /steps/1/values/v'],
    ],
    [
      'mode: graph',
      '  - { id: s, type: set, values: { v: 1 } }\n  - { id: t, type: set, values: { v: "${ $v + 1 }" }, dependsOn: [s] }',
      [],
    ],
  ])('%s %s', (more, steps, expected) => {
    expect(found(withSteps(steps, more))).toEqual(expected);
  });

  test('prints the cycle', () => {
    expect(first(withSteps(steps('id: a, dependsOn: [c]', 'id: b, dependsOn: [a]', 'id: c, dependsOn: [b]'), 'mode: graph'))?.message).toBe(
      'steps wait for each other: a → c → b → a',
    );
  });
});

describe('steps that can not be reached', () => {
  const C = '  - { id: c, target: shop, action: anything }';
  test.each<[string, string[]]>([
    [`  - { id: r, type: return }\n${C}`, ['UnreachableStep /steps/1']],
    [`  - { id: r, type: return, when: $input.x }\n${C}`, []],
    [`  - { id: f, type: fail, error: x }\n${C}`, ['UnreachableStep /steps/1']],
    [`  - { id: f, type: fail, error: x, optional: true }\n${C}`, []],
    [
      `  - { id: i, type: if, condition: $input.x, then: [{ id: r, type: return }], else: [{ id: f, type: fail, error: x }] }\n${C}`,
      ['UnreachableStep /steps/1'],
    ],
    [`  - { id: i, type: if, condition: $input.x, then: [{ id: r, type: return }] }\n${C}`, []],
    ['  - { id: c, target: shop, action: anything, when: false }', ['UnreachableStep? /steps/0/when']],
    [`  - { id: i, type: if, condition: false, then: [{ id: r, type: return }] }\n${C}`, ['UnreachableStep? /steps/0/then']],
  ])('%s', (steps, expected) => {
    expect(found(withSteps(steps))).toEqual(expected);
  });

  test('a strategy that goes on past failures reaches what follows', () => {
    expect(found(withSteps(`  - { id: f, type: fail, error: x }\n${C}`, 'failureStrategy: continue-on-error'))).toEqual([]);
    expect(found(withSteps(`${C}\n  - { id: r, type: return }`, 'mode: graph'))).toEqual([]);
  });
});

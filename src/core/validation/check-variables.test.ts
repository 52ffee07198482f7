import { describe, expect, test } from 'vitest';
import { found, problemsOf, withSteps } from '../../../test/helpers/found-problems.ts';

const set = (id: string, ...names: readonly string[]) =>
  `{ id: ${id}, type: set, values: { ${names.map((name) => `${name}: 1`).join(', ')} } }`;
const echo = (id: string, text: string) => `{ id: ${id}, target: shop, action: anything, params: { x: "${text}" } }`;

describe('variables: inside a parallel branch or parallel iteration a new variable is local to it', () => {
  test.each<[string, string, string[]]>([
    [
      'setting one from outside is an error: in a branch',
      `  - ${set('s', 'v')}\n  - { id: p, type: parallel, branches: { l: [${set('t', 'v')}], r: [${set('u', 'w')}] } }`,
      ['UnorderedVariable /steps/1/branches/l/0/values/v'],
    ],
    [
      'also when it is set outside only later',
      `  - { id: p, type: parallel, branches: { l: [${set('t', 'v')}] } }\n  - ${set('s', 'v')}`,
      ['UnorderedVariable /steps/0/branches/l/0/values/v'],
    ],
    [
      'in a parallel iteration',
      `  - ${set('s', 'v')}\n  - { id: f, type: forEach, items: [1], parallel: true, steps: [${set('t', 'v')}] }`,
      ['UnorderedVariable /steps/1/steps/0/values/v'],
    ],
    [
      'by onSkip',
      `  - ${set('s', 'v')}\n  - { id: f, type: forEach, items: [1], parallel: true, steps: [{ id: a, target: shop, action: anything, when: $item > 1, onSkip: { set: { v: 2 } } }] }`,
      ['UnorderedVariable /steps/1/steps/0/onSkip/set/v'],
    ],
    [
      'from a branch inside a branch',
      `  - { id: p, type: parallel, branches: { l: [${set('t', 'v')}, { id: q, type: parallel, branches: { m: [${set('u', 'v')}] } }] } }`,
      ['UnorderedVariable /steps/0/branches/l/1/branches/m/0/values/v'],
    ],
    [
      'from a branch inside an if',
      `  - ${set('s', 'v')}\n  - { id: i, type: if, condition: $input.x, then: [{ id: p, type: parallel, branches: { l: [${set('t', 'v')}] } }] }`,
      ['UnorderedVariable /steps/1/then/0/branches/l/0/values/v'],
    ],
    [
      'two branches each have their own',
      `  - { id: p, type: parallel, branches: { l: [${set('t', 'v')}, ${echo('a', '$v')}], r: [${set('u', 'v')}, ${echo('b', '$v')}] } }`,
      [],
    ],
    [
      'a sequential iteration sets those of the run',
      `  - ${set('s', 'v')}\n  - { id: f, type: forEach, items: [1], steps: [${set('t', 'v')}] }\n  - ${echo('a', '$v')}`,
      [],
    ],
    [
      'it is not seen from outside',
      `  - { id: p, type: parallel, branches: { l: [${set('t', 'v')}], r: [${echo('a', '$v')}] } }\n  - ${echo('b', '$v')}`,
      ['HiddenReference /steps/0/branches/r/0/params/x', 'HiddenReference /steps/1/params/x'],
    ],
    [
      'what a parallel loop works out for each iteration sees it, what it does at the end does not',
      `  - { id: f, type: forEach, items: [1], parallel: true, steps: [${set('t', 'v')}], collect: "\${ $v }", breakWhen: $v > 3, output: $v }`,
      ['HiddenReference /steps/0/output'],
    ],
    [
      'blocks inside the branch see it',
      `  - { id: p, type: parallel, branches: { l: [${set('t', 'v')}, { id: w, type: while, condition: $v < 3, steps: [${set('u', 'v')}] }] } }`,
      [],
    ],
  ])('%s', (_name, steps, expected) => {
    expect(found(withSteps(steps))).toEqual(expected);
  });

  test('with an input key of the name, the key is seen outside', () => {
    const steps = `  - { id: p, type: parallel, branches: { l: [${set('t', 'v')}] } }\n  - ${echo('b', '$v')}`;
    expect(found(withSteps(steps, 'input: { properties: { v: {} } }'))).toEqual([]);
  });

  test('in a graph, branches of two parallels are not two setters of one variable', () => {
    const fork = (id: string, inner: string) => `  - { id: ${id}, type: parallel, branches: { l: [${set(inner, 'v')}] } }\n`;
    expect(found(withSteps(fork('p', 's') + fork('q', 't'), 'mode: graph'))).toEqual([]);
  });

  test('the message names both steps', () => {
    const [problem] = problemsOf(withSteps(`  - ${set('s', 'v')}\n  - { id: p, type: parallel, branches: { l: [${set('t', 'v')}] } }`));
    expect(problem?.message).toBe('step "t" runs beside others and sets "v", which step "s" sets outside');
  });
});

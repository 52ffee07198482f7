import { describe, expect, test } from 'vitest';
import { found, problemsOf, withSteps } from '../../../test/helpers/found-problems.ts';

const A = '[{ id: a, target: shop, action: charge, params: { amount: 1 } }]';
const B = '[{ id: b, target: shop, action: anything }]';

describe('parallel', () => {
  test.each<[string, string, string[]]>([
    ['branches are there', 'branches: {}', ['MissingField /steps/0/branches']],
    ['a branch may be empty', `branches: { l: ${A}, r: [] }`, []],
    [
      'names of branches are names',
      `branches: { 1st: ${A}, "a b": ${B}, toString: [] }`,
      ['InvalidValue /steps/0/branches/1st', 'InvalidValue /steps/0/branches/a b', 'ReservedName /steps/0/branches/toString'],
    ],
    ['they may be fixed names: nothing refers to them', `branches: { input: ${A}, error: ${B} }`, []],
    ['atLeast as many as there are', `branches: { l: ${A}, r: ${B} }, join: { atLeast: 2 }`, []],
    ['atLeast more than there are', `branches: { l: ${A}, r: ${B} }, join: { atLeast: 3 }`, ['InvalidValue /steps/0/join/atLeast']],
    ['atLeast none', `branches: { l: ${A} }, join: { atLeast: 0 }`, ['InvalidValue /steps/0/join/atLeast']],
    ['join is one of four', `branches: { l: ${A} }, join: some`, ['InvalidValue /steps/0/join']],
    ['aggregate is a word', `branches: { l: ${A} }, aggregate: mrege`, ['InvalidValue /steps/0/aggregate']],
    ['or an expression over $result', `branches: { l: ${A}, r: ${B} }, aggregate: '\${ $result.l.amount }'`, []],
    ['which knows the branches', `branches: { l: ${A} }, aggregate: '\${ $result.k.amount }'`, ['UnknownReference /steps/0/aggregate']],
    ['and sees the steps in them', `branches: { l: ${A}, r: ${B} }, aggregate: '\${ $a.amount }'`, []],
    ['but not its own value', `branches: { l: ${A} }, aggregate: '\${ $p }'`, ['ForwardReference /steps/0/aggregate']],
    [
      'dependsOn names steps of the same branch',
      `branches: { l: ${A}, r: [{ id: b, type: checkpoint, dependsOn: [a] }] }`,
      ['UnknownDependency /steps/0/branches/r/0/dependsOn/0'],
    ],
    [
      'a block inside is a sequence, also in a graph',
      `branches: { l: [{ id: x, type: checkpoint, dependsOn: [y] }, { id: y, type: checkpoint }] }`,
      ['ForwardDependency /steps/0/branches/l/0/dependsOn/0'],
    ],
  ])('%s', (_name, fields, expected) => {
    expect(found(withSteps(`  - { id: p, type: parallel, ${fields} }`, 'mode: graph'))).toEqual(expected);
  });

  test('says how many branches there are', () => {
    const [problem] = problemsOf(withSteps(`  - { id: p, type: parallel, branches: { l: ${A} }, join: { atLeast: 2 } }`));
    expect(problem).toMatchObject({ message: 'step "p" waits for 2 branches and has 1', hint: 'write 1 or fewer, or "join: all"' });
  });
});

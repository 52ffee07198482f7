import { describe, expect, test } from 'vitest';
import { found, problemsOf, withSteps } from '../../../test/helpers/found-problems.ts';

/** A step that starts the definition it stands in. */
const again = (id = 'again', more = '') => `{ id: ${id}, type: workflow, workflow: w${more} }`;
const list = (steps: string) => `[${steps}]`;
const call = (pointer: string) => [`RecursionLimit ${pointer}/workflow`];

describe('a definition that starts itself each time it runs', () => {
  test.each<[string, string, string[]]>([
    ['in its list', `  - { id: a, target: shop, action: anything }\n  - ${again()}`, call('/steps/1')],
    ['without waiting', `  - ${again('x', ', wait: false')}`, call('/steps/0')],
    ['by an exact version that is its own', `  - { id: x, type: workflow, workflow: w@1.0.0 }`, call('/steps/0')],
    ['by another version: that one may end', `  - { id: x, type: workflow, workflow: w@^2 }`, []],
    ['another definition', `  - { id: x, type: workflow, workflow: ww }`, []],
    ['on a condition', `  - ${again('x', ', when: $input.n > 0')}`, []],
    [
      'after what may end the run',
      `  - { id: i, type: if, condition: $input.n == 0, then: [{ id: r, type: return }] }\n  - ${again()}`,
      [],
    ],
    ['after what somebody decides', `  - { id: ask, type: approval, approvers: [ann] }\n  - ${again()}`, []],
    ['before what ends the run', `  - ${again()}\n  - { id: r, type: return }`, call('/steps/0')],
    ['in an if without else', `  - { id: i, type: if, condition: $input.x, then: ${list(again())} }`, []],
    ['in an if that is always true', `  - { id: i, type: if, condition: true, then: ${list(again())} }`, call('/steps/0/then/0')],
    [
      'in both lists of an if',
      `  - { id: i, type: if, condition: $input.x, then: ${list(again('x'))}, else: ${list(again('y'))} }`,
      call('/steps/0/then/0'),
    ],
    [
      'in all cases and the default',
      `  - { id: i, type: switch, cases: [{ when: $input.x, steps: ${list(again('x'))} }], default: ${list(again('y'))} }`,
      call('/steps/0/cases/0/steps/0'),
    ],
    ['in all cases without a default', `  - { id: i, type: switch, cases: [{ when: $input.x, steps: ${list(again('x'))} }] }`, []],
    ['in a branch', `  - { id: p, type: parallel, branches: { l: ${list(again())}, r: [] } }`, call('/steps/0/branches/l/0')],
    ['in a branch that another may cut short', `  - { id: p, type: parallel, join: race, branches: { l: ${list(again())}, r: [] } }`, []],
    ['in a loop over what may be empty', `  - { id: f, type: forEach, items: $input.x, steps: ${list(again())} }`, []],
    ['in a loop over what is not', `  - { id: f, type: forEach, items: [1], steps: ${list(again())} }`, call('/steps/0/steps/0')],
    ['in a while', `  - { id: f, type: while, condition: $input.x, steps: ${list(again())} }`, []],
    ['in an until', `  - { id: f, type: until, condition: $input.x, steps: ${list(again())} }`, call('/steps/0/steps/0')],
    ['in a try', `  - { id: t, type: try, steps: ${list(again())}, finally: [] }`, call('/steps/0/steps/0')],
    ['in its finally', `  - { id: t, type: try, steps: [], finally: ${list(again())} }`, call('/steps/0/finally/0')],
    ['in a catch', `  - { id: t, type: try, steps: [], catch: [{ steps: ${list(again())} }] }`, []],
    [
      'by way of a definition that stands in a step',
      `  - { id: c, type: workflow, workflow: { id: c, name: C, steps: ${list(again())} } }`,
      call('/steps/0/workflow/steps/0'),
    ],
    [
      'by way of one that may not',
      `  - { id: c, type: workflow, workflow: { id: c, name: C, steps: ${list(again('x', ', when: $input.x'))} } }`,
      [],
    ],
    [
      'a definition in a step that starts itself',
      `  - { id: c, type: workflow, workflow: { id: c, name: C, steps: [{ id: x, type: workflow, workflow: c }] } }`,
      call('/steps/0/workflow/steps/0'),
    ],
  ])('%s', (_name, steps, expected) => {
    expect(found(withSteps(steps, 'version: "1.0.0"'))).toEqual(expected);
  });

  test('in a graph whatever may end the run may come first', () => {
    expect(found(withSteps(`  - ${again()}\n  - { id: r, type: return, when: $input.x }`, 'mode: graph'))).toEqual([]);
    expect(found(withSteps(`  - ${again()}\n  - { id: r, type: checkpoint }`, 'mode: graph'))).toEqual(call('/steps/0'));
  });

  test('in what runs last, and in the first state', () => {
    expect(found(withSteps('  - { id: r, type: return }', `finally: ${list(again())}`))).toEqual(call('/finally/0'));
    const machine = (entry: string) =>
      `id: w\nname: W\ninitial: a\nstates: { b: { type: final, entry: ${list(again())} }, a: { ${entry} on: { GO: b } } }`;
    expect(found(machine(`entry: ${list(again('y'))},`))).toEqual(call('/states/a/entry/0'));
    expect(found(machine(''))).toEqual([]);
  });
});

describe('chaining', () => {
  const chain = (more: string) => found(withSteps('  - { id: r, type: return }', `onComplete: [{ workflow: w${more} }]`));

  test('loop guard: what starts itself again whenever it is done', () => {
    expect(chain('')).toEqual(['RecursionLimit? /onComplete/0/workflow']);
    expect(chain(', when: true')).toEqual(['RecursionLimit? /onComplete/0/workflow']);
    expect(chain(', when: $run.output.more')).toEqual([]);
    expect(chain('2')).toEqual([]);
  });

  test('an id, with a version or range', () => {
    expect(chain('2@^1')).toEqual([]);
    expect(chain('2@latest')).toEqual(['InvalidValue /onComplete/0/workflow']);
  });

  test('$run.status, $run.output and $run.error are known, and so are the steps', () => {
    expect(chain('2, when: $run.status == "FAILED" && $run.error.code == "x", input: { a: $run.output.total, b: $r }')).toEqual([]);
    expect(found(withSteps('  - { id: r, type: return, value: $run.status }'))).toEqual(['UnknownReference /steps/0/value']);
  });
});

describe('a child by name', () => {
  test.each(['c@^1', 'c@1.2.0', 'c@>=1 <3', 'c.d_e'])('%s', (name) => {
    expect(found(withSteps(`  - { id: k, type: workflow, workflow: '${name}' }`))).toEqual([]);
  });

  test.each(['c@', 'c@one', 'c d', '$child', '@1'])('%s is none', (name) => {
    expect(problemsOf(withSteps(`  - { id: k, type: workflow, workflow: '${name}' }`))).toMatchObject([
      { code: 'InvalidValue', pointer: '/steps/0/workflow', message: `"workflow": not the id of a definition: "${name}"` },
    ]);
  });
});

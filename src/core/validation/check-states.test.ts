import { describe, expect, test } from 'vitest';
import { found, problemsOf } from '../../../test/helpers/found-problems.ts';

const machine = (states: string, more = 'initial: a') => `id: w\nname: W\n${more}\nstates:\n${states}`;
const B = '  b: { type: final }';
const echo = (id: string, text: string) => `{ id: ${id}, target: shop, action: charge, params: { amount: 1, note: "${text}" } }`;

describe('state machines', () => {
  test.each<[string, string, string[]]>([
    ['the first state is named', machine(`  a: { on: { GO: b } }\n${B}`, ''), ['MissingField ']],
    ['and is one', machine(`  a: { on: { GO: b } }\n${B}`, 'initial: aa'), ['InvalidValue /initial']],
    ['there are states', machine('  {}'), ['InvalidValue /initial', 'MissingField /states']],
    [
      'steps or states, not both',
      `${machine(`  a: { on: { GO: b } }\n${B}`)}\nsteps: [{ id: x, type: checkpoint }]`,
      ['InvalidValue /states'],
    ],
    ['without states nothing is initial', 'id: w\nname: W\ninitial: a\nsteps: [{ id: x, type: checkpoint }]', ['InvalidValue /initial']],
    [
      'mode and failureStrategy are for lists',
      machine(`  a: { on: { GO: b } }\n${B}`, 'initial: a\nmode: graph\nfailureStrategy: fail-fast'),
      ['InvalidValue? /mode', 'InvalidValue? /failureStrategy'],
    ],
    [
      'names of states are names',
      machine(`  a: { on: { GO: 2nd, X: a b } }\n  2nd: { type: final }\n  a b: { type: final }`),
      ['InvalidValue /states/2nd', 'InvalidValue /states/a b'],
    ],
    ['they may be fixed names', machine(`  a: { on: { GO: error } }\n  error: { type: final }`), []],
    [
      'but not finally, where the steps that run last are',
      machine('  a: { on: { GO: finally } }\n  finally: { type: final }'),
      ['ReservedName /states/finally'],
    ],
    [
      'a state may be called like a step',
      machine('  a: { entry: [{ id: a, type: checkpoint }], on: { GO: b } }\n  b: { type: final }'),
      [],
    ],
    [
      'targets are states',
      machine(
        `  a: { on: { GO: bb, X: { target: c }, Y: [{ target: b, when: $input.x }, { target: d }] }, after: { 1d: e }, always: { target: f, when: $input.x }, onError: g }\n${B}`,
      ),
      ['on/GO', 'on/X/target', 'on/Y/1/target', 'after/1d', 'always/target', 'onError'].map((at) => `InvalidValue /states/a/${at}`),
    ],
    [
      'every state can be reached',
      machine(`  a: { on: { GO: b } }\n${B}\n  c: { on: { GO: b } }\n  d: { on: { GO: d } }`),
      ['UnreachableStep /states/c', 'UnreachableStep /states/d'],
    ],
    [
      'by whatever trigger',
      machine(
        '  a: { on: { GO: [{ target: b, when: $event.data.x }] }, after: { 1d: c }, always: { target: d, when: $input.x }, onError: e }\n  b: { type: final }\n  c: { type: final }\n  d: { type: final }\n  e: { type: final }',
      ),
      [],
    ],
    [
      'a final state is not left',
      machine('  a: { on: { GO: b } }\n  b: { type: final, on: { X: a }, after: { 1d: a }, always: a, exit: [] }'),
      ['on', 'after', 'always', 'exit'].map((at) => `InvalidValue /states/b/${at}`),
    ],
    [
      'but has its steps, their errors and its output',
      machine(`  a: { on: { GO: b } }\n  b: { type: final, entry: [${echo('x', 'y')}], onError: a, output: { paid: $x.amount } }`),
      [],
    ],
    ['only a final state has output', machine(`  a: { on: { GO: b }, output: 1 }\n${B}`), ['InvalidValue /states/a/output']],
    ['without a final state it goes on for ever', machine('  a: { on: { GO: b } }\n  b: { on: { BACK: a } }'), []],
    ['a state that nothing leaves is final', machine('  a: { on: { GO: b } }\n  b: {}'), ['InvalidValue? /states/b']],
    ['or ends the run itself', machine('  a: { on: { GO: b } }\n  b: { entry: [{ id: f, type: fail, error: bad }] }'), []],
    [
      'after a time',
      machine(`  a: { after: { 2d: b, soon: b, "\${ $input.x }": b, PT1H: b } }\n${B}`),
      ['InvalidDuration /states/a/after/soon', 'InvalidDuration /states/a/after/${ $input.x }'],
    ],
    ['always comes to rest: a loop to itself', machine('  a: { always: a }'), ['IterationLimit /states/a/always']],
    ['a loop of two', machine('  a: { always: b }\n  b: { always: { target: a } }'), ['IterationLimit /states/a/always']],
    [
      'one that does nothing and stays',
      machine('  a: { always: { steps: [{ id: x, type: checkpoint }] } }'),
      ['IterationLimit /states/a/always'],
    ],
    ['on a condition', machine('  a: { always: { target: a, when: $input.x }, on: { GO: a } }'), []],
    ['with a way out before', machine(`  a: { always: [{ target: b, when: $input.x }, a] }\n${B}`), []],
    ['with something done on the way', machine('  a: { always: b, entry: [{ id: x, type: event, event: go }] }\n  b: { always: a }'), []],
  ])('%s', (_name, yaml, expected) => {
    expect(found(yaml)).toEqual(expected);
  });

  test('the messages', () => {
    expect(
      problemsOf(machine('  open: { on: { CLOSE: closde } }\n  closed: { type: final }', 'initial: open')).map(({ message, hint }) => [
        message,
        hint,
      ]),
    ).toEqual([
      ['there is no state "closde"', 'did you mean closed ?'],
      ['state "closed" can\'t be reached', 'no transition leads to it from the initial state; add one, or remove it'],
    ]);
    expect(problemsOf(machine('  a: { always: b }\n  b: { always: a }'))[0]?.message).toBe('"always" goes round without end: a → b → a');
  });
});

describe('steps of a state are a body', () => {
  const visit = (state: string, other = 'type: final') => machine(`  a: { ${state} }\n  b: { ${other} }`);

  test.each<[string, string, string[]]>([
    [
      'transitions, exit and output see entry',
      visit(
        `entry: [${echo('x', 'y')}], on: { GO: { target: b, when: $x.amount > 1, steps: [${echo('t', '$x.id')}] } }, exit: [${echo('e', '$x.id')}]`,
        `type: final, entry: [${echo('z', 'y')}], output: $z.amount`,
      ),
      [],
    ],
    [
      'steps of a transition see exit, which ran before',
      visit(`on: { GO: { target: b, steps: [${echo('t', '$e.id')}] } }, exit: [${echo('e', 'y')}]`),
      [],
    ],
    [
      'its condition does not',
      visit(`on: { GO: { target: b, when: $e.amount > 1 } }, exit: [${echo('e', 'y')}]`),
      ['ForwardReference /states/a/on/GO/when'],
    ],
    [
      'a transition may be taken often: its steps are seen by no other',
      visit(
        `on: { ADD: { steps: [${echo('t', 'y')}] }, GO: { target: b, when: $t.amount > 1, steps: [${echo('u', '$t.id')}] } }, exit: [${echo('e', '$t.id')}]`,
      ),
      [
        'ForwardReference /states/a/on/GO/when',
        'HiddenReference /states/a/on/GO/steps/0/params/note',
        'ForwardReference /states/a/exit/0/params/note',
      ],
    ],
    ['only by itself', visit(`on: { GO: { target: b, steps: [${echo('t', 'y')}, ${echo('u', '$t.id')}] } }`), []],
    [
      'entry sees nothing that comes later',
      visit(`entry: [${echo('x', '$t.id $e.id')}], on: { GO: { target: b, steps: [${echo('t', 'y')}] } }, exit: [${echo('e', 'y')}]`),
      ['ForwardReference /states/a/entry/0/params/note', 'ForwardReference /states/a/entry/0/params/note'],
    ],
    [
      'onError sees entry, exit and $error',
      visit(
        `entry: [${echo('x', 'y')}], exit: [${echo('e', 'y')}], on: { GO: b }, onError: { target: b, when: $error.code == "Busy", steps: [${echo('t', '$x.id $e.id $error.message')}] }`,
      ),
      [],
    ],
    [
      'other states do not',
      visit(`entry: [${echo('x', 'y')}], on: { GO: b }`, `type: final, entry: [${echo('z', '$x.id')}], output: $x`),
      ['HiddenReference /states/b/entry/0/params/note', 'HiddenReference /states/b/output'],
    ],
    [
      'nor does the workflow',
      `${visit(`entry: [${echo('x', 'y')}], on: { GO: b }`)}\noutput: $x\nfinally: [${echo('f', '$x.id')}]\nkey: $x`,
      ['HiddenReference /output', 'HiddenReference /finally/0/params/note', 'HiddenReference /key'],
    ],
    ['variables carry values on', visit('entry: [{ id: s, type: set, values: { v: 1 } }], on: { GO: b }', `type: final, output: $v`), []],
    [
      'a body inside is one',
      visit(`entry: [{ id: l, type: forEach, items: [1], steps: [${echo('x', 'y')}] }], on: { GO: { target: b, when: $x.amount > 1 } }`),
      ['HiddenReference /states/a/on/GO/when'],
    ],
    [
      '$event is what the transition is taken on',
      visit(`on: { GO: { target: b, when: $event.data.ok, steps: [${echo('t', '$event.id')}] } }`),
      [],
    ],
    [
      'elsewhere there is none',
      visit(
        `entry: [${echo('x', '$event.id')}], after: { 1d: { target: b, when: $event.data.ok } }, always: { target: b, when: $event.data.ok }`,
      ),
      [
        'UnknownReference /states/a/entry/0/params/note',
        'UnknownReference /states/a/after/1d/when',
        'UnknownReference /states/a/always/when',
      ],
    ],
    [
      'dependsOn names steps of the same list',
      visit(`entry: [${echo('x', 'y')}], on: { GO: b }, exit: [{ id: e, type: checkpoint, dependsOn: [x] }]`),
      ['UnknownDependency /states/a/exit/0/dependsOn/0'],
    ],
  ])('%s', (_name, yaml, expected) => {
    expect([...found(yaml)].sort()).toEqual([...expected].sort());
  });

  test('the message names the state', () => {
    expect(problemsOf(visit('on: { GO: { target: b, when: $nope.x } }'))[0]?.message).toBe(
      'state "a" refers to $nope: no such step or variable',
    );
  });
});

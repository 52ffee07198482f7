import fc from 'fast-check';

import type { Step } from '../../src/core/definition/step.ts';
import type { State, Transition, WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';

const LEAVES = ['action', 'wait', 'event', 'approval', 'validate', 'set', 'transform', 'generate', 'emit', 'checkpoint', 'fail', 'return'];
const BLOCKS = ['if', 'switch', 'parallel', 'forEach', 'while', 'until', 'try', 'workflow', 'eventSteps'];

/** Signs that mean something somewhere, and half of a pair. */
const SIGNS = Array.from('"[](){}<>|#;&%`*_~$\\/-=+:.1 \n\taé支😀\uD83D');

/** Definitions of every shape: all step kinds, nested, with inline children, as sequence, graph and state machine, with hostile texts. */
export const anyDefinition: fc.Arbitrary<WorkflowDefinition> = fc
  .record({
    form: fc.constantFrom('sequence' as const, 'graph' as const, 'states' as const),
    name: text().map((name) => `N${name}`),
    lists: fc.array(list(3), { minLength: 1, maxLength: 4 }),
    seed: fc.nat(),
  })
  .map(({ form, name, lists, seed }) => {
    const number = counter();
    const [first = [], ...others] = lists.map((sketches) => steps(sketches, number));
    const more = others.length === 0 ? {} : { finally: others.pop() ?? [] };
    if (form !== 'states') {
      const top = [first, ...others].flat();
      return { id: 'w', name, mode: form, steps: form === 'graph' ? withDependencies(top, seed) : top, ...more };
    }
    return { id: 'w', name, initial: 's0', states: statesOf([first, ...others], { number, name, seed }), ...more };
  });

/** A step before it has an id. */
interface Sketch {
  readonly kind: string;
  readonly name: string;
  readonly when: boolean;
  readonly optional: boolean;
  readonly note: string;
  readonly lists: readonly (readonly Sketch[])[];
}

type Next = () => string;

function counter(): Next {
  let last = 0;
  return () => `id-${(last += 1)}`;
}

function text(): fc.Arbitrary<string> {
  return fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ unit: fc.constantFrom(...SIGNS), maxLength: 60 }));
}

function list(depth: number): fc.Arbitrary<readonly Sketch[]> {
  return fc.array(sketch(depth), { maxLength: 3 });
}

function sketch(depth: number): fc.Arbitrary<Sketch> {
  return fc.record({
    kind: depth === 0 ? fc.constantFrom(...LEAVES) : fc.constantFrom(...LEAVES, ...BLOCKS, ...BLOCKS),
    name: text(),
    when: fc.boolean(),
    optional: fc.boolean(),
    note: text(),
    lists: depth === 0 ? fc.constant([]) : fc.array(list(depth - 1), { maxLength: 3 }),
  });
}

function steps(sketches: readonly Sketch[], next: Next): readonly Step[] {
  return sketches.map((sketch) => stepOf(sketch, next));
}

function stepOf(sketch: Sketch, next: Next): Step {
  const { kind, name, when, optional, note } = sketch;
  const base = { id: next(), name, ...(when ? { when: note } : {}), ...(optional ? { optional } : {}) };
  const made: object = { ...base, type: kind, ...fieldsOf(sketch, next) };
  return made as Step;
}

function fieldsOf({ kind, note, lists }: Sketch, next: Next): object {
  const [first = [], second = [], third = []] = lists.map((each) => steps(each, next));
  const fields: Readonly<Record<string, object>> = {
    action: { target: note, action: note, rollback: { target: 't', action: note } },
    wait: { until: note },
    event: { event: note, match: note, timeout: '1d', onTimeout: 'skip' },
    eventSteps: { type: 'event', event: note, timeout: '1d', onTimeout: { steps: first } },
    approval: { approvers: [note], timeout: '1d', onTimeout: { escalate: { approvers: [note] } } },
    validate: { data: { [note]: note }, schema: true },
    set: { values: { [note]: 1 } },
    transform: { jsonata: note },
    generate: { target: note, action: note },
    emit: { event: note, to: { key: note } },
    checkpoint: {},
    fail: { error: note },
    return: { value: note },
    if: { condition: note, then: first, else: second },
    switch: {
      cases: [
        { when: note, steps: first },
        { when: true, steps: second },
      ],
      default: third,
    },
    parallel: { branches: { [note]: first, b: second, c: third }, join: { atLeast: 2 } },
    forEach: { items: [note], steps: [...first, ...second] },
    while: { condition: note, steps: first },
    until: { condition: note, steps: first },
    try: { steps: first, catch: [{ errors: [note], steps: second }], ...(lists.length > 2 ? { finally: third } : {}) },
    workflow: { workflow: { id: 'child', name: `N${note}`, steps: first, finally: second }, wait: lists.length > 2 },
  };
  return fields[kind] ?? {};
}

/** Each step may depend on any of those before it. */
function withDependencies(top: readonly Step[], seed: number): readonly Step[] {
  return top.map((step, i) => ({
    ...step,
    dependsOn: top
      .slice(0, i)
      .filter((_, k) => ((seed >>> ((i + k) % 30)) & 1) === 1)
      .map(({ id }) => id),
  }));
}

function statesOf(
  lists: readonly (readonly Step[])[],
  { number, name, seed }: { readonly number: Next; readonly name: string; readonly seed: number },
): Readonly<Record<string, State>> {
  const target = (i: number): Transition => `s${(i * 7 + seed) % lists.length}`;
  const leaf = (): Step => ({ id: number(), name, type: 'checkpoint' });
  return Object.fromEntries(
    lists.map((list, i): [string, State] => [
      `s${i}`,
      {
        entry: list,
        exit: [leaf()],
        on: { [name]: target(i), GO: [{ target: 's0', when: name, steps: [leaf()] }, { steps: [leaf()] }] },
        after: { '1d': target(i + 1) },
        always: target(i + 2),
        onError: target(i + 3),
        ...(i === lists.length - 1 ? { type: 'final' as const } : {}),
      },
    ]),
  );
}

import type { Failure } from '../errors/failure.ts';
import type { Body } from './block-options.ts';
import { buildDefinition } from './build-definition.ts';
import type { BuiltWorkflow } from './child-options.ts';
import type { Condition } from './expressions.ts';
import type { SchemaSource } from './json-schema-of.ts';
import type { LocalScope } from './node.ts';
import type { Ref } from './reference.ts';
import type { Renderer } from './render.ts';
import { local } from './roots.ts';
import { fieldsOf, writeSteps } from './step-fields.ts';
import type { Draft, StepLists } from './step-lists.ts';
import type { EventFacts } from './waiting-options.ts';
import type { DefinitionOptions, GivenTo, InputOf } from './workflow-options.ts';
import type { WorkflowSteps } from './workflow-steps.ts';

/** Where a transition goes, on what condition, and what it does on the way. Without a target the state is not left. */
interface TransitionTo<N, Seen> {
  readonly target?: N;
  readonly when?: Condition | ([Seen] extends [never] ? never : (seen: Ref<Seen>) => Condition);
  readonly steps?: [Seen] extends [never] ? Body<unknown> : (seen: Ref<Seen>) => unknown;
}

/** A state's name, a transition, or several, of which the first that fits is taken. */
type Transition<N, Seen> = N | TransitionTo<N, Seen> | readonly (N | TransitionTo<N, Seen>)[];

/** A state; `N` are the names of all. */
export interface StateOptions<N extends string> {
  readonly entry?: Body<unknown>;
  readonly exit?: Body<unknown>;
  /** By type of event; conditions and steps see the event. */
  readonly on?: Readonly<Record<string, Transition<N, EventFacts<unknown>>>>;
  /** By duration since the state was entered. */
  readonly after?: Readonly<Record<string, Transition<N, never>>>;
  /** Tested whenever something was done in the state. */
  readonly always?: Transition<N, never>;
  /** Conditions and steps see the error. */
  readonly onError?: Transition<N, Failure>;
  readonly type?: 'final';
  /** Of the run that ends in this final state. */
  readonly output?: unknown;
}

/** Adds the steps of a state where what they give is needed: in its conditions, transitions and output. */
export interface StateSteps {
  /** Adds steps to `entry`, and gives what the function returns. */
  entry<B>(body: Body<B>): B;
  /** Adds steps to `exit`, and gives what the function returns. */
  exit<B>(body: Body<B>): B;
}

export interface MachineOptions<S extends SchemaSource | undefined, N> extends DefinitionOptions<S> {
  readonly initial: N;
  /** Of a run that ends in a final state without an output of its own. */
  readonly output?: (input: Ref<InputOf<S>>) => unknown;
}

/** A state, or a function that gives it and adds its steps itself. */
type State<N extends string> = StateOptions<N> | ((state: StateSteps) => StateOptions<N>);

type States<N extends string> = { readonly [Name in N]: State<NoInfer<N>> };

/**
 * Builds a state machine: plain data, the same as a workflow file holds.
 *
 * @param build gives the states by name. It runs once, now: what it handles are references, not values. Variables carry values from state to state.
 * @throws StepwrightError for what cannot be written as a definition; `validateWorkflow` finds everything else
 * @example
 * const door = machine('door', { name: 'Door', initial: 'closed' }, () => ({
 *   closed: { on: { OPEN: 'open' } },
 *   open: { on: { CLOSE: 'closed' }, after: { '30s': 'closed' } },
 * }));
 */
export function machine<N extends string, S extends SchemaSource | undefined = undefined>(
  id: string,
  options: MachineOptions<S, NoInfer<N>>,
  build: (w: WorkflowSteps, input: Ref<InputOf<S>>) => States<N>,
): BuiltWorkflow<GivenTo<S>, unknown> {
  const { initial, output, ...settings } = options;
  return buildDefinition({
    id,
    options: settings,
    build,
    body: ({ returned, lists, input }) => {
      const drafts = Object.entries<State<string>>(returned).map(([name, state]) => [name, stateWriter(lists, name, state)] as const);
      return (write) => ({
        output: write.value(output?.(input)),
        initial,
        states: Object.fromEntries(drafts.map(([name, state]) => [name, state(write)])),
      });
    },
  });
}

type Writer = (write: Renderer) => object;

/** Fills the lists of a state. */
function stateWriter(lists: StepLists, name: string, state: State<string>): Writer {
  const [first, last]: [Draft[], Draft[]] = [[], []];
  const into =
    (drafts: Draft[]) =>
    <B>(body: Body<B>): B => {
      const filled = lists.fill(body);
      drafts.push(...filled.drafts);
      return filled.returned;
    };
  const steps: StateSteps = { entry: into(first), exit: into(last) };
  const { entry, exit, on, after, always, onError, type, output } = typeof state === 'function' ? state(steps) : state;
  if (entry !== undefined) steps.entry(entry);
  if (exit !== undefined) steps.exit(exit);
  const onEvents = byKey(lists, on, (key) => ({ of: `transition of "${name}" on "${key}"`, names: ['event'] }));
  const onTimes = byKey(lists, after, (key) => ({ of: `transition of "${name}" after "${key}"`, names: [] }));
  const anyway = always === undefined ? undefined : transitionWriter(lists, always, { of: `transition of "${name}"`, names: [] });
  const failing = onError === undefined ? undefined : transitionWriter(lists, onError, { of: `onError of "${name}"`, names: ['error'] });
  return (write) =>
    fieldsOf({
      type,
      entry: entry === undefined && first.length === 0 ? undefined : writeSteps(first, write),
      on: onEvents?.(write),
      after: onTimes?.(write),
      always: anyway?.(write),
      exit: exit === undefined && last.length === 0 ? undefined : writeSteps(last, write),
      onError: failing?.(write),
      output: write.value(output),
    });
}

/** A transition, whatever its functions see. */
interface AnyTransitionTo {
  readonly target?: string;
  readonly when?: Condition | ((seen: never) => Condition);
  readonly steps?: (seen: never) => unknown;
}
type AnyTransition = string | AnyTransitionTo | readonly (string | AnyTransitionTo)[];

function byKey(
  lists: StepLists,
  transitions: Readonly<Record<string, AnyTransition>> | undefined,
  scopeOf: (key: string) => LocalScope,
): Writer | undefined {
  if (transitions === undefined) return undefined;
  const writers = Object.entries(transitions).map(([key, each]) => [key, transitionWriter(lists, each, scopeOf(key))] as const);
  return (write) => Object.fromEntries(writers.map(([key, each]) => [key, each(write)]));
}

function transitionWriter(lists: StepLists, transition: AnyTransition, scope: LocalScope): (write: Renderer) => unknown {
  if (typeof transition === 'string') return () => transition;
  if (isSeveral(transition)) {
    const writers = transition.map((each) => transitionWriter(lists, each, scope));
    return (write) => writers.map((each) => each(write));
  }
  const { target, when, steps } = transition;
  const seen = local(scope, scope.names[0] ?? '') as never;
  const drafts = steps === undefined ? undefined : lists.fill(() => steps(seen)).drafts;
  return (write) =>
    write.inside(scope, () =>
      fieldsOf({
        target,
        when: when === undefined ? undefined : write.condition(typeof when === 'function' ? when(seen) : when),
        steps: drafts === undefined ? undefined : writeSteps(drafts, write),
      }),
    );
}

function isSeveral(transition: AnyTransition): transition is readonly (string | AnyTransitionTo)[] {
  return Array.isArray(transition);
}

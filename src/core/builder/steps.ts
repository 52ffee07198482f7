import type { Step } from '../definition/step.ts';
import type { ActionHandle } from './actions-of.ts';
import type {
  BodyValue,
  FailOptions,
  IfOptions,
  IfValue,
  ReturnOptions,
  SetOptions,
  SwitchOptions,
  ValidateOptions,
  WaitOptions,
} from './block-options.ts';
import type { Condition } from './expressions.ts';
import { jsonSchemaOf, type Described, type SchemaSource } from './json-schema-of.ts';
import { reference, type Ref, type Reference, type Resolved } from './reference.ts';
import type { StepLists } from './step-lists.ts';
import type { Aggregate, Branches, Join, ParallelOptions, ParallelValue } from './parallel-options.ts';
import { childOf, type Child, type ChildOptions, type ChildValue } from './child-options.ts';
import type { Collect, FoldOptions, ForEachOptions, ForEachValue, MapOptions, UntilOptions, WhileOptions } from './loop-options.ts';
import { commonFields, headOf, fieldsOf, writeSteps, type AnyOptions, type Own } from './step-fields.ts';
import type { ActionOptions, StepOptions, StepValue, TransformOptions } from './step-options.ts';
import type { CatchOptions, TryOptions, TryValue } from './try-options.ts';
import type {
  ApprovalOptions,
  ApprovalValue,
  EmitOptions,
  EmittedEvent,
  EventOptions,
  EventTimeout,
  EventType,
  EventValue,
  FormOf,
} from './waiting-options.ts';
import { fixed } from './roots.ts';
import { forEachFields, loopFields } from './write-loops.ts';
import { tryFields } from './write-try.ts';
import { approvalFields, eventFields } from './write-waiting.ts';

type When = Condition | undefined;
type OnError = 'fail' | 'continue';

/**
 * Adds steps to a workflow: one method per step kind. Its fields are those of the YAML form; what it gives stands for the
 * step's value and can be used in every step that follows.
 */
export class Steps {
  readonly #lists: StepLists;

  constructor(lists: StepLists) {
    this.#lists = lists;
  }

  /** Calls an action of a target; the value is the action's result. */
  action<P, R, V = Ref<R>, O extends boolean = false, W extends When = undefined>(
    id: string,
    { target, action }: ActionHandle<P, R>,
    options: ActionOptions<P, R, V, O, W>,
  ): StepValue<V, O, W> {
    return this.#add(id, options, (write) => ({ target, action, params: write.value(options.params) }));
  }

  /** Runs `then` when the condition holds, else `else`; the value is that of the list that ran, null when there is none. */
  if<T, E = undefined, V = Ref<IfValue<T, E>>, O extends boolean = false, W extends When = undefined>(
    id: string,
    options: IfOptions<T, E, V, O, W>,
  ): StepValue<V, O, W> {
    const yes = this.#lists.collect(id, options.then);
    const no = options.else === undefined ? undefined : this.#lists.collect(id, options.else);
    return this.#add(id, options, (write) => ({
      type: 'if',
      condition: write.condition(options.condition),
      then: writeSteps(yes, write),
      else: no === undefined ? undefined : writeSteps(no, write),
    }));
  }

  /** Runs the first case whose `when` holds, else `default`; the value is that of the list that ran, null when there is none. */
  switch<T, E = undefined, V = Ref<IfValue<T, E>>, O extends boolean = false, W extends When = undefined>(
    id: string,
    options: SwitchOptions<T, E, V, O, W>,
  ): StepValue<V, O, W> {
    const cases = options.cases.map(({ when, steps }) => ({ when, steps: this.#lists.collect(id, steps) }));
    const otherwise = options.default === undefined ? undefined : this.#lists.collect(id, options.default);
    return this.#add(id, options, (write) => ({
      type: 'switch',
      cases: cases.map(({ when, steps }) => ({ when: write.condition(when), steps: writeSteps(steps, write) })),
      default: otherwise === undefined ? undefined : writeSteps(otherwise, write),
    }));
  }

  /** Runs branches side by side; the value is what `aggregate` makes of theirs, by branch unless it says otherwise. */
  parallel<
    B extends Branches,
    A extends Aggregate<B, J>,
    J extends Join = 'all',
    V = Ref<ParallelValue<B, J, A>>,
    O extends boolean = false,
    W extends When = undefined,
  >(id: string, options: ParallelOptions<B, J, A, V, O, W>): StepValue<V, O, W> {
    const { join, maxConcurrency, aggregate } = options;
    const branches = Object.entries(options.branches).map(([name, steps]) => [name, this.#lists.collect(id, steps)] as const);
    return this.#add(id, options, (write) => ({
      type: 'parallel',
      join,
      maxConcurrency,
      aggregate: typeof aggregate === 'function' ? write.expression(aggregate(fixed('result'))) : aggregate,
      branches: Object.fromEntries(branches.map(([name, steps]) => [name, writeSteps(steps, write)])),
    }));
  }

  /** Runs a list once for each item; the value is a list of what each iteration gives, or what `collect` makes of them. */
  forEach<
    T,
    B,
    S extends number | undefined = undefined,
    C extends Collect = 'all',
    F extends OnError = 'fail',
    V = Ref<ForEachValue<BodyValue<B>, C, F>>,
    O extends boolean = false,
    W extends When = undefined,
  >(id: string, options: ForEachOptions<T, B, S, C, F, V, O, W>): StepValue<V, O, W>;
  forEach<
    T,
    B,
    E,
    S extends number | undefined = undefined,
    F extends OnError = 'fail',
    V = Ref<ForEachValue<Resolved<E>, 'all', F>>,
    O extends boolean = false,
    W extends When = undefined,
  >(id: string, options: MapOptions<T, B, S, E, F, V, O, W>): StepValue<V, O, W>;
  forEach<T, B, A, S extends number | undefined = undefined, V = Ref<Resolved<A>>, O extends boolean = false, W extends When = undefined>(
    id: string,
    options: FoldOptions<T, B, S, A, V, O, W>,
  ): StepValue<V, O, W>;
  forEach(id: string, options: Parameters<typeof forEachFields>[2]): Ref<unknown> {
    return this.#add(id, options, forEachFields(this.#lists, id, options));
  }

  /** Repeats a list as long as the condition, tested before each iteration, holds; the value is that of the last one. */
  while<B, V = Ref<BodyValue<B> | null>, O extends boolean = false, W extends When = undefined>(
    id: string,
    options: WhileOptions<B, V, O, W>,
  ): StepValue<V, O, W> {
    return this.#add(id, options, loopFields(this.#lists, { id, type: 'while' }, options));
  }

  /** Repeats a list until the condition, tested after each iteration, holds; the value is that of the last one. */
  until<B, V = Ref<BodyValue<B>>, O extends boolean = false, W extends When = undefined>(
    id: string,
    options: UntilOptions<B, V, O, W>,
  ): StepValue<V, O, W> {
    return this.#add(id, options, loopFields(this.#lists, { id, type: 'until' }, options));
  }

  /** Runs a list; a catch that fits takes its failure, `finally` runs last. The value is that of the list, or of the catch that ran. */
  try<T, C extends readonly CatchOptions[], V = Ref<TryValue<T, C>>, O extends boolean = false, W extends When = undefined>(
    id: string,
    options: TryOptions<T, C, V, O, W>,
  ): StepValue<V, O, W> {
    return this.#add(id, options, tryFields(this.#lists, id, options));
  }

  /** Starts another definition; the value is its output, or its run id without waiting. */
  workflow<I, R, T extends boolean = true, V = Ref<ChildValue<R, T>>, O extends boolean = false, W extends When = undefined>(
    id: string,
    child: Child<I, R>,
    options: ChildOptions<I, R, T, V, O, W>,
  ): StepValue<V, O, W> {
    const { input, wait, onParentClose } = options;
    return this.#add(id, options, (write) => ({
      type: 'workflow',
      workflow: childOf(child),
      input: write.value(input),
      wait,
      onParentClose,
    }));
  }

  /** Waits for an event; the value is its data. */
  event<D = unknown, T extends EventTimeout = undefined, V = Ref<EventValue<D, T>>, O extends boolean = false, W extends When = undefined>(
    id: string,
    event: string | Reference<string> | EventType<D>,
    options: EventOptions<D, T, V, O, W> = {},
  ): StepValue<V, O, W> {
    return this.#add(id, options, eventFields(this.#lists, { id, event: typeOf(event) }, options));
  }

  /** Waits for people to approve or reject; the value says who did. */
  approval<
    S extends SchemaSource | undefined = undefined,
    V = Ref<ApprovalValue<FormOf<S>>>,
    O extends boolean = false,
    W extends When = undefined,
  >(id: string, options: ApprovalOptions<S, V, O, W>): StepValue<V, O, W> {
    return this.#add(id, options, approvalFields(options));
  }

  /** Calls an action that returns steps, and runs them; what they give is not known here. */
  generate<P, R, V = Ref<unknown>, O extends boolean = false, W extends When = undefined>(
    id: string,
    { target, action }: ActionHandle<P, R>,
    options: ActionOptions<P, unknown, V, O, W>,
  ): StepValue<V, O, W> {
    return this.#add(id, options, (write) => ({ type: 'generate', target, action, params: write.value(options.params) }));
  }

  /** Transforms data with a JSONata program; what it gives is not known here. */
  transform<V = Ref<unknown>, O extends boolean = false, W extends When = undefined>(
    id: string,
    options: TransformOptions<V, O, W>,
  ): StepValue<V, O, W> {
    const { jsonata } = options;
    return this.#add(id, options, (write) => ({ type: 'transform', input: write.value(options.input), jsonata }));
  }

  /** Sends an event to a run, or to all open runs of a key; the value is what was sent. */
  emit<D = unknown, V = Ref<EmittedEvent<D>>, O extends boolean = false, W extends When = undefined>(
    id: string,
    event: string | Reference<string> | EventType<D>,
    options: EmitOptions<D, V, O, W>,
  ): StepValue<V, O, W> {
    const { data, to } = options;
    return this.#add(id, options, (write) => ({
      type: 'emit',
      event: write.value(typeOf(event)),
      data: write.value(data),
      to: write.value(to),
    }));
  }

  /** Marks a point that a later run can start from; the value is null. */
  checkpoint<O extends boolean = false, W extends When = undefined>(
    id: string,
    options: StepOptions<null, Reference<null>, O, W> = {},
  ): Reference<null> {
    return this.#add(id, options, () => ({ type: 'checkpoint' }));
  }

  /** Sets variables of the run, all together; the value is the values. */
  set<T extends Readonly<Record<string, unknown>>, V = Ref<Resolved<T>>, O extends boolean = false, W extends When = undefined>(
    id: string,
    options: SetOptions<T, V, O, W>,
  ): StepValue<V, O, W> {
    this.#lists.declare(Object.keys(options.values));
    return this.#add(id, options, (write) => ({ type: 'set', values: write.value(options.values) }));
  }

  /** Checks data against a schema and gives it back, typed by the schema; fails with every violation. */
  validate<S extends SchemaSource, V = Ref<Described<S>>, O extends boolean = false, W extends When = undefined>(
    id: string,
    options: ValidateOptions<S, V, O, W>,
  ): StepValue<V, O, W> {
    const schema = jsonSchemaOf(options.schema);
    return this.#add(id, options, (write) => ({ type: 'validate', data: write.value(options.data), schema }));
  }

  /** Waits for a duration or until a time; the value is null. */
  wait<O extends boolean = false, W extends When = undefined>(id: string, options: WaitOptions<O, W>): Reference<null> {
    return this.#add(id, options, (write) => ({ type: 'wait', for: write.value(options.for), until: write.value(options.until) }));
  }

  /** Fails at its place. */
  fail<W extends When = undefined>(id: string, options: FailOptions<W>): Reference<never> {
    return this.#add(id, options, (write) => ({ type: 'fail', error: write.value(options.error) }));
  }

  /** Ends the run COMPLETED with a value in place of the workflow's output. */
  return<W extends When = undefined>(id: string, options: ReturnOptions<W> = {}): Reference<never> {
    return this.#add(id, options, (write) => ({ type: 'return', value: write.value(options.value) }));
  }

  #add<T>(id: string, options: object, own: Own): Ref<T> {
    const self = reference<T>({ kind: 'path', root: { kind: 'step', name: id }, path: [] });
    const common = options as AnyOptions;
    this.#lists.declare([id, ...Object.keys(common.onSkip?.set ?? {})]);
    this.#lists.add({
      id,
      write: (write) => fieldsOf<Step>({ ...headOf(id, common), ...own(write), ...commonFields(common, self, write) } as unknown as Step),
    });
    return self;
  }
}

function typeOf(event: string | Reference<string> | EventType<unknown>): string | Reference<string> {
  return typeof event === 'object' && 'event' in event ? event.event : event;
}

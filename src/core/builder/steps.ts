import type { Step } from '../definition/step.ts';
import type { ActionHandle } from './actions-of.ts';
import type {
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
import type { Renderer } from './render.ts';
import type { StepLists, Draft } from './step-lists.ts';
import { commonFields, headOf, present, type AnyOptions } from './step-fields.ts';
import type { ActionOptions, StepValue } from './step-options.ts';

type Own = (write: Renderer) => Readonly<Record<string, unknown>>;
type When = Condition | undefined;

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
      then: writeAll(yes, write),
      else: no === undefined ? undefined : writeAll(no, write),
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
      cases: cases.map(({ when, steps }) => ({ when: write.condition(when), steps: writeAll(steps, write) })),
      default: otherwise === undefined ? undefined : writeAll(otherwise, write),
    }));
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
      write: (write) => present<Step>({ ...headOf(id, common), ...own(write), ...commonFields(common, self, write) } as unknown as Step),
    });
    return self;
  }
}

function writeAll(drafts: readonly Draft[], write: Renderer): readonly Step[] {
  return drafts.map((draft) => draft.write(write));
}

import type { z } from 'zod';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import type { Described, SchemaSource } from './json-schema-of.ts';
import type { Ref } from './reference.ts';

type Concurrency = NonNullable<WorkflowDefinition['concurrency']>;

type Fairness = NonNullable<WorkflowDefinition['fairness']>;

type Plain =
  | 'name'
  | 'description'
  | 'version'
  | 'rollbackOnFailure'
  | 'continueOnOptionalFailure'
  | 'maxConcurrency'
  | 'timeout'
  | 'execution'
  | 'priority'
  | 'defaults'
  | 'limits'
  | 'tags';

/** What every definition holds beside its steps or states. */
export interface DefinitionOptions<S extends SchemaSource | undefined> extends Pick<WorkflowDefinition, Plain> {
  /** Schema of the input, which types it. */
  readonly input?: S;
  /** Schema of the output. */
  readonly outputSchema?: SchemaSource;
  /** Business key of a run: the address for events. */
  readonly key?: (input: Ref<InputOf<S>>) => unknown;
  /** At most so many runs at once with a key. */
  readonly concurrency?: Omit<Concurrency, 'key'> & { readonly key: (input: Ref<InputOf<S>>) => unknown };
  /** Runs with one key share their turns with those of other keys. */
  readonly fairness?: Omit<Fairness, 'key'> & { readonly key: (input: Ref<InputOf<S>>) => unknown };
}

/** What a definition with a list of steps holds beside it. */
export interface WorkflowOptions<S extends SchemaSource | undefined>
  extends DefinitionOptions<S>, Pick<WorkflowDefinition, 'mode' | 'failureStrategy'> {}

/** The type of what a run is given: what has a default may be absent. */
export type GivenTo<S> = S extends z.ZodType ? z.input<S> : Anything;

/** The type of a run's input. */
export type InputOf<S> = S extends SchemaSource ? (unknown extends Described<S> ? Anything : Described<S>) : Anything;

type Anything = Readonly<Record<string, unknown>>;

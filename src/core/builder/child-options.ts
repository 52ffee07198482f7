import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import type { Condition } from './expressions.ts';
import type { RefsOfFields } from './reference.ts';
import type { CallOptions } from './step-options.ts';

declare const TYPES: unique symbol;

/** The types of a definition's input and output. */
interface Typed<I, O> {
  readonly [TYPES]?: { readonly input: I; readonly output: O };
}

/** A definition that `workflow` or `machine` built. */
export type BuiltWorkflow<I, O> = WorkflowDefinition & Typed<I, O>;

/** A published definition, by name. */
export interface PublishedWorkflow<I, O> extends Typed<I, O> {
  /** `id`, `id@1.2.0` or `id@^1`. */
  readonly workflow: string;
}

/** A published definition, with the types of its input and output, which are taken on trust: `published<Order, Receipt>('ship-order@^1')`. */
export function published<I = Readonly<Record<string, unknown>>, O = unknown>(workflow: string): PublishedWorkflow<I, O> {
  return { workflow };
}

/** What can be started as a child, or after the run. */
export type Child<I, O> = BuiltWorkflow<I, O> | PublishedWorkflow<I, O>;

/** The value of a `workflow` step. */
export type ChildValue<R, T> = T extends false ? { readonly runId: string } : R;

export type ChildOptions<I, R, T, V, O extends boolean, W extends Condition | undefined> = CallOptions<ChildValue<R, T>, V, O, W> & {
  /** False: goes on at once. */
  readonly wait?: T;
  /** @default "cancel" ("abandon" without waiting) */
  readonly onParentClose?: 'cancel' | 'terminate' | 'abandon';
} & InputOption<I>;

/** Input that nobody needs may be left out. */
export type InputOption<I> =
  Record<never, never> extends RefsOfFields<I> ? { readonly input?: RefsOfFields<I> } : { readonly input: RefsOfFields<I> };

/** The definition or its name, as a step has it. */
export function childOf(child: Child<unknown, unknown>): string | WorkflowDefinition {
  return 'workflow' in child && typeof child.workflow === 'string' ? child.workflow : (child as WorkflowDefinition);
}

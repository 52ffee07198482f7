import type { z } from 'zod';
import type { Action, ActionContext } from './target.ts';

/** What `action` takes; the types of `run` follow from the schemas. */
export interface ActionDefinition<P extends z.ZodType, R extends z.ZodType> {
  readonly description?: string;
  /** Checked before each call: `run` gets what the schema gives. Use `z.object({})` for none. */
  readonly params: P;
  /** Types and documents the result. @default anything that JSON can carry */
  readonly result?: R;
  /**
   * Calling it twice with one idempotency key has the effect of one call; a function tells it by the params as they were written,
   * before the schema fills in defaults. @default false
   */
  readonly idempotent?: boolean | ((params: z.input<P>) => boolean);
  run(params: z.output<P>, ctx: ActionContext): z.input<R> | Promise<z.input<R>>;
}

/** An action that still knows the types of its schemas. */
export interface DefinedAction<P extends z.ZodType, R extends z.ZodType> extends Omit<
  Action<z.output<P>, z.input<R>>,
  'params' | 'result'
> {
  readonly params: P;
  readonly result?: R;
}

/** An action of a target of your own. Throw to fail; a `StepwrightError` says with its class whether trying again makes sense. */
export function action<P extends z.ZodType, R extends z.ZodType = z.ZodUnknown>(definition: ActionDefinition<P, R>): DefinedAction<P, R> {
  return definition;
}

import type { z } from 'zod';

import type { ActionContext, ActionSpec, AnyAction, Target, TargetSpec } from '../../src/core/target/target.ts';

type Result<A extends ActionSpec> = A extends { readonly result: infer R extends z.ZodType } ? z.input<R> : unknown;
type Run<A extends ActionSpec> = (params: z.output<A['params']>, ctx: ActionContext) => Result<A> | Promise<Result<A>>;

/** A function for each action that the spec lists, with the types of its schemas. */
export type Runs<S extends TargetSpec> = { readonly [A in keyof S['actions']]: Run<S['actions'][A]> };

/** A target from its spec and its code. */
export function implement<S extends TargetSpec>(spec: S, runs: Runs<S>): Target {
  const codes = runs as Readonly<Record<string, AnyAction['run']>>;
  const actions: Record<string, AnyAction> = {};
  for (const [name, action] of Object.entries<ActionSpec>(spec.actions)) {
    const run = codes[name];
    if (run !== undefined) actions[name] = { ...action, run };
  }
  return { ...(spec as TargetSpec), actions };
}

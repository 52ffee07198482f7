import type { z } from 'zod';
import type { ActionSpec } from '../target/target.ts';

declare const TYPES: unique symbol;

/** An action that steps can call, with the types of its params and result. */
export interface ActionHandle<P, R> {
  readonly target: string;
  readonly action: string;
  readonly [TYPES]?: { readonly params: P; readonly result: R };
}

interface Actions {
  readonly name: string;
  readonly actions: Readonly<Record<string, Pick<ActionSpec, 'params' | 'result'>>>;
}

/** Every action of a target, ready to be called by the steps of a builder. */
export type ActionsOf<T extends Actions> = {
  readonly [Name in keyof T['actions']]: ActionHandle<z.input<T['actions'][Name]['params']>, ResultOf<T['actions'][Name]>>;
};

type ResultOf<A> = A extends { readonly result?: infer R }
  ? NonNullable<R> extends z.ZodType
    ? z.output<NonNullable<R>>
    : unknown
  : unknown;

/** The actions of a target: `const shop = actionsOf(shopTarget)`, then `w.action('reserve', shop.reserve_stock, { params })`. */
export function actionsOf<T extends Actions>(target: T): ActionsOf<T> {
  const handles = Object.keys(target.actions).map((action) => [action, { target: target.name, action }]);
  return Object.fromEntries(handles) as ActionsOf<T>;
}

/** An action whose types are not known here, such as one of `integration`. Give them as type arguments, or check the result with a `validate` step. */
export function namedAction<P = Readonly<Record<string, unknown>>, R = unknown>(target: string, action: string): ActionHandle<P, R> {
  return { target, action };
}

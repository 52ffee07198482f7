import * as z from 'zod';
import { checkTargetNames } from './check-names.ts';
import type { ActionContext, Target } from './target.ts';

/** The target under which step functions are found. */
export const STEP_TARGET = 'step';

/** What a step function gets: everything an action has, and the step's params. */
export interface StepContext extends ActionContext {
  readonly params: Readonly<Record<string, unknown>>;
}

/** A copy that leaves the signal unmade: nobody may ask for it. */
function withParams(ctx: ActionContext, params: StepContext['params']): StepContext {
  return Object.defineProperties({ params }, Object.getOwnPropertyDescriptors(ctx)) as StepContext;
}

/**
 * A step written as a function, used as `{ target: step, action: <name> }`. Several of them make up one target `step`;
 * give them to `connect({ targets })` or export them from a file for `--targets`.
 * @throws StepwrightError `InvalidValue` or `ReservedName` for a name that no action may have
 */
export function defineStep(name: string, execute: (context: StepContext) => unknown): Target {
  const target: Target = {
    name: STEP_TARGET,
    actions: {
      [name]: {
        params: z.record(z.string(), z.unknown()),
        run: (params: Readonly<Record<string, unknown>>, ctx) => execute(withParams(ctx, params)),
      },
    },
  };
  checkTargetNames(target);
  return target;
}

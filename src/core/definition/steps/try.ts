import * as z from 'zod';
import type { Step } from '../step.ts';
import type { BlockBase, RetryPolicy } from '../step-base.ts';
import { block, condition, name, retry, type Recursion } from '../schema-parts.ts';

export interface CatchClause {
  readonly when?: string | boolean;
  /** Classes or codes, `*` inside. */
  readonly errors?: readonly string[];
  /** One more name for the caught error beside `$error`. */
  readonly as?: string;
  readonly steps: readonly Step[];
}

/** Runs `steps`, the whole again when `retry` says so; a catch that fits takes the failure; `finally` runs last. */
export interface TryStep extends BlockBase {
  readonly type: 'try';
  readonly steps: readonly Step[];
  readonly retry?: RetryPolicy;
  readonly catch?: readonly CatchClause[];
  readonly finally?: readonly Step[];
}

export const trySchema = ({ steps }: Recursion) =>
  z
    .strictObject({
      ...block,
      type: z.literal('try'),
      steps,
      retry: retry.optional(),
      catch: z
        .array(z.strictObject({ when: condition.optional(), errors: z.array(z.string()).optional(), as: name.optional(), steps }))
        .optional(),
      finally: steps.optional(),
    })
    .meta({ id: 'TryStep', description: 'Runs steps; a catch that fits takes the failure; finally runs last.' });

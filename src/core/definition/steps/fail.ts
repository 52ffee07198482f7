import * as z from 'zod';
import type { StepBase } from '../step-base.ts';
import { ERROR_CLASSES, type ErrorClass } from '../../errors/error-class.ts';
import { base } from '../schema-parts.ts';

/** Raises an error at its place, catchable like any. */
export interface FailStep extends StepBase {
  readonly type: 'fail';
  readonly error: string | { readonly code?: string; readonly message: string; readonly class?: ErrorClass; readonly details?: unknown };
}

export const failSchema = z
  .strictObject({
    ...base,
    type: z.literal('fail'),
    error: z.union([
      z.string(),
      z.strictObject({
        code: z.string().optional(),
        message: z.string(),
        class: z.enum(ERROR_CLASSES).optional(),
        details: z.unknown().optional(),
      }),
    ]),
  })
  .meta({ id: 'FailStep', description: 'Raises an error at its place, catchable like any.' });

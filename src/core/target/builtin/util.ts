import * as z from 'zod';
import { ERROR_CLASSES } from '../../errors/error-class.ts';
import type { TargetSpec } from '../target.ts';
import { optional, text } from './parts.ts';

export const utilSpec = {
  name: 'util',
  description: 'For trying things out.',
  actions: {
    echo: {
      description: 'Returns its params.',
      params: z.record(z.string(), z.unknown()),
      result: z.record(z.string(), z.unknown()),
      idempotent: true,
    },
    sleep: {
      description: 'Takes its time.',
      params: z.strictObject({ ms: z.number().min(0).max(2_147_483_647).describe('Milliseconds.') }),
      result: z.object({ ms: z.number() }),
      idempotent: true,
    },
    fail: {
      description: 'Fails.',
      params: z.strictObject({
        message: optional(text),
        class: optional(z.enum(ERROR_CLASSES)).describe('Default: unknown; permanent when retryable is false.'),
        retryable: optional(z.boolean()),
        code: optional(z.string().min(1)).describe('Default: Failed.'),
      }),
      result: z.never(),
      idempotent: true,
    },
    flaky: {
      description: 'Fails the first attempts, then succeeds.',
      params: z.strictObject({ failures: z.int().min(0).describe('Attempts that fail.') }),
      result: z.object({ attempts: z.number() }),
      idempotent: true,
    },
  },
} as const satisfies TargetSpec;

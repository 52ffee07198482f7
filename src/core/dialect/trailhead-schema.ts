import * as z from 'zod';
import type { Duration, Mapping } from '../definition/json.ts';
import { condition, count, duration, mapping } from '../definition/schema-parts.ts';
import type { FailureStrategy } from '../definition/workflow-definition.ts';

export interface TrailheadRetries {
  readonly maxAttempts: number;
  readonly strategy?: 'EXPONENTIAL_BACKOFF' | 'LINEAR' | 'CUSTOM';
  readonly baseDelay?: Duration;
  readonly maxDelay?: Duration;
  readonly jitter?: boolean;
  readonly retryCondition?: string | boolean;
  /** The delays of CUSTOM: the source has none, since its strategy is a function. */
  readonly delays?: readonly Duration[];
}

export interface TrailheadStep {
  readonly id?: string;
  readonly name?: string;
  readonly description?: string;
  readonly type?: 'CONDITIONAL' | 'LOOP';
  readonly dependencies?: readonly string[];
  readonly execute?: string;
  readonly params?: Mapping;
  readonly timeout?: Duration;
  readonly retries?: TrailheadRetries;
  readonly condition?: string | boolean;
  readonly onSkip?: { readonly set: Mapping };
  readonly items?: string | readonly unknown[];
  readonly stepTemplate?: TrailheadStep;
  readonly parallelExecution?: boolean;
  readonly batchSize?: number;
}

export interface TrailheadOptions {
  readonly failureStrategy?: keyof typeof FAILURE_STRATEGIES;
  readonly initialContext?: Mapping;
}

export interface TrailheadWorkflow extends TrailheadOptions {
  readonly id?: string;
  readonly name?: string;
  readonly description?: string;
  readonly version?: string;
  readonly steps: readonly TrailheadStep[];
  readonly options?: TrailheadOptions;
}

export const FAILURE_STRATEGIES = {
  FAIL_FAST: 'fail-fast',
  CONTINUE_ON_ERROR: 'continue-on-error',
  PARTIAL_FAILURE: 'partial-failure',
} as const satisfies Readonly<Record<string, FailureStrategy>>;

const text = z.string().min(1);

const retries = z.strictObject({
  maxAttempts: count,
  strategy: z.enum(['EXPONENTIAL_BACKOFF', 'LINEAR', 'CUSTOM']).optional(),
  baseDelay: duration.optional(),
  maxDelay: duration.optional(),
  jitter: z.boolean().optional(),
  retryCondition: condition.optional(),
  delays: z.array(duration).min(1).optional(),
});

const step: z.ZodType<TrailheadStep> = z.strictObject({
  id: text.optional(),
  name: text.optional(),
  description: z.string().optional(),
  type: z.enum(['CONDITIONAL', 'LOOP']).optional(),
  dependencies: z.array(z.string()).optional(),
  execute: text.optional(),
  params: mapping.optional(),
  timeout: duration.optional(),
  retries: retries.optional(),
  condition: condition.optional(),
  onSkip: z.strictObject({ set: mapping }).optional(),
  items: z.union([z.string(), z.array(z.unknown())]).optional(),
  stepTemplate: z.lazy(() => step).optional(),
  parallelExecution: z.boolean().optional(),
  batchSize: count.optional(),
}) as z.ZodType<TrailheadStep>;

const options = {
  failureStrategy: z.enum(['FAIL_FAST', 'CONTINUE_ON_ERROR', 'PARTIAL_FAILURE']).optional(),
  initialContext: mapping.optional(),
};

export const trailheadSchema: z.ZodType<TrailheadWorkflow> = z.strictObject({
  ...options,
  id: text.optional(),
  name: text.optional(),
  description: z.string().optional(),
  version: z.string().optional(),
  steps: z.array(step).min(1),
  options: z.strictObject(options).optional(),
}) as z.ZodType<TrailheadWorkflow>;

import type { RetryPolicy } from '../definition/step-base.ts';
import { contextExpression, errorParameter } from './context-expression.ts';
import type { TrailheadRetries } from './trailhead-schema.ts';
import { given, type Translation } from './translation.ts';

/** Half of each delay is random: enough that clients do not come all together, and none comes back at once. */
const JITTER = 0.5;

const STRATEGIES = { EXPONENTIAL_BACKOFF: 'exponential', LINEAR: 'linear', CUSTOM: 'custom' } as const;

/** The retry policy for the `retries` of a step. */
export function retryOf(retries: TrailheadRetries, pointer: string, translation: Translation): RetryPolicy {
  const { maxAttempts, strategy, baseDelay, maxDelay, jitter, retryCondition } = retries;
  const custom = strategy === 'CUSTOM';
  return given({
    maxAttempts,
    strategy: strategy === undefined ? undefined : STRATEGIES[strategy],
    baseDelay: custom ? undefined : baseDelay,
    maxDelay,
    delays: delaysOf(retries, pointer, translation),
    jitter: jitter === true ? JITTER : undefined,
    when: typeof retryCondition === 'string' ? contextExpression(retryCondition, errorParameter) : retryCondition,
  }) as RetryPolicy;
}

/** The source's CUSTOM is a function; what data can say of it is a list of delays. */
function delaysOf({ strategy, delays, baseDelay }: TrailheadRetries, pointer: string, translation: Translation): RetryPolicy['delays'] {
  if (strategy !== 'CUSTOM') {
    if (delays !== undefined)
      translation.refuse({
        code: 'InvalidValue',
        pointer: `${pointer}/delays`,
        at: 'key',
        message: '"delays" belongs to the strategy CUSTOM',
      });
    return undefined;
  }
  if (delays !== undefined) return delays;
  if (baseDelay === undefined) {
    translation.refuse({
      code: 'MissingField',
      pointer,
      message: 'the strategy CUSTOM needs "delays"',
      hint: 'such as [1000, 5000, 30000]',
    });
    return undefined;
  }
  translation.note(`${pointer}/strategy`, 'CUSTOM says no delays: it is the baseDelay each time; give "delays" for others');
  return [baseDelay];
}

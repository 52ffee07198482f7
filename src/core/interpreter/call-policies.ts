import type { CallBase } from '../definition/step-base.ts';
import type { Step } from '../definition/step.ts';
import type { BreakerSpec } from '../run/breaker-spec.ts';
import type { CacheSpec } from '../run/cache-spec.ts';
import { freeze, resolveDuration } from './call.ts';
import type { StepPlace } from './run-context.ts';
import type { ActionCall } from './runtime.ts';

/** Milliseconds. */
const MINUTE = 60_000;
const TTL = 60 * MINUTE;
const BREAKER = { failures: 5, window: MINUTE, openFor: MINUTE / 2, probes: 1 } as const;

/** What a step asks of the places its call passes; `action` is `target.action`. */
export function callPolicies(at: StepPlace<CallBase & Step>, action: string): Pick<ActionCall, 'cache' | 'circuitBreaker'> {
  const { cache, circuitBreaker } = at.step;
  return {
    ...(cache === undefined ? {} : { cache: resolveCache(at, cache) }),
    ...(circuitBreaker === undefined ? {} : { circuitBreaker: resolveBreaker(at, circuitBreaker, action) }),
  };
}

function resolveCache({ frame, run, step }: StepPlace, policy: NonNullable<CallBase['cache']>): CacheSpec {
  const { scope = 'definition', key, ttl = TTL, when } = policy;
  return {
    scope,
    definition: run.definition.id,
    ...(key === undefined ? {} : { key: frame.resolve(key) }),
    ttl: resolveDuration(frame, { value: ttl, field: 'cache.ttl' }),
    ...(when === undefined ? {} : { when: freeze(frame, String(when), ['result', step.id]) }),
  };
}

function resolveBreaker({ frame }: StepPlace, policy: NonNullable<CallBase['circuitBreaker']>, action: string): BreakerSpec {
  const duration = (field: 'window' | 'openFor') =>
    resolveDuration(frame, { value: policy[field] ?? BREAKER[field], field: `circuitBreaker.${field}` });
  return {
    key: policy.key === undefined ? action : String(frame.resolve(policy.key)),
    failures: policy.failures ?? BREAKER.failures,
    window: duration('window'),
    openFor: duration('openFor'),
    probes: policy.probes ?? BREAKER.probes,
  };
}

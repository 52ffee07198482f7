import { availableParallelism } from 'node:os';

import type { TurnstileLimits } from '../activities/policies/turnstile.ts';
import { StepwrightError } from '../src/core/errors/stepwright-error.ts';
import { present } from '../src/core/present.ts';
import { parseDuration } from '../src/core/run/duration.ts';
import { parseRate, type Rate } from '../src/core/run/rate.ts';
import type { CallLimit, WorkerSettings } from '../src/core/run/worker-settings.ts';
import { CPU_TARGET } from '../src/core/target/builtin/cpu.ts';
import type { Registry } from '../src/core/target/registry.ts';

/** Settings as the SDK and the policies want them. */
export interface CheckedSettings {
  /** Parts of 1. */
  readonly resources?: { readonly cpu: number; readonly memory: number };
  readonly concurrency?: number;
  /** Calls a second. */
  readonly rate?: number;
  readonly queueRate?: number;
  readonly limits: Readonly<Record<string, TurnstileLimits>>;
  /** Milliseconds. */
  readonly drain: number;
}

/** Milliseconds. */
const DRAIN = 10_000;

/**
 * Settings with their defaults.
 * @throws StepwrightError `InvalidValue` that names the setting
 */
export function checkSettings(settings: WorkerSettings, registry: Registry): CheckedSettings {
  const { resources, concurrency, rate, queueRate, limits = {}, drain = DRAIN } = settings;
  const ms = parseDuration(drain);
  if (ms === undefined) throw refuse('drain', drain, 'write milliseconds, or text such as 30s');
  return {
    ...present({
      resources: resources && { cpu: share('cpu', resources.cpu), memory: share('memory', resources.memory) },
      concurrency: concurrency === undefined ? undefined : whole('concurrency', concurrency),
      rate: rate === undefined ? undefined : perSecond('rate', rate),
      queueRate: queueRate === undefined ? undefined : perSecond('queueRate', queueRate),
    }),
    limits: { [CPU_TARGET]: { concurrency: availableParallelism() }, ...checkLimits(limits, registry) },
    drain: ms,
  };
}

function checkLimits(limits: Readonly<Record<string, CallLimit>>, registry: Registry): CheckedSettings['limits'] {
  return Object.fromEntries(
    Object.entries(limits).map(([name, { concurrency, rate }]) => {
      const [target = '', action, ...more] = name.split('.');
      const known = action === undefined ? registry.target(target) : registry.action(target, action);
      if (known === undefined || more.length > 0)
        throw refuse('limits', name, 'name a target or a target.action that this worker has: "stepwright targets" lists them');
      return [
        name,
        present({
          concurrency: concurrency === undefined ? undefined : whole(`limits.${name}.concurrency`, concurrency),
          rate: rate === undefined ? undefined : rateOf(`limits.${name}.rate`, rate),
        }),
      ];
    }),
  );
}

/** Percent as a part of 1. */
function share(name: string, percent: number): number {
  if (!(percent > 0 && percent <= 100)) throw refuse(`resources.${name}`, percent, 'write percent, above 0 and 100 at most');
  return percent / 100;
}

function whole(name: string, value: number): number {
  if (!Number.isInteger(value) || value < 1) throw refuse(name, value, 'write a whole number above 0');
  return value;
}

function rateOf(name: string, value: string): Rate {
  const rate = parseRate(value);
  if (rate === undefined) throw refuse(name, value, 'write calls and a time, such as 100/s, 30/m or 1000/h');
  return rate;
}

function perSecond(name: string, value: string): number {
  const { calls, per } = rateOf(name, value);
  return (calls * 1000) / per;
}

function refuse(name: string, value: unknown, hint: string): StepwrightError {
  return new StepwrightError('InvalidValue', `worker setting ${name}: ${JSON.stringify(value)} is not possible`, {
    class: 'validation',
    hint,
  });
}

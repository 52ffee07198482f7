import type { WorkerOptions, WorkerTuner } from '@temporalio/worker';

import { present } from '../src/core/present.ts';
import type { CheckedSettings } from './settings.ts';

type SdkSettings = Pick<
  WorkerOptions,
  | 'tuner'
  | 'maxConcurrentActivityTaskExecutions'
  | 'maxConcurrentLocalActivityExecutions'
  | 'maxActivitiesPerSecond'
  | 'maxTaskQueueActivitiesPerSecond'
  | 'shutdownGraceTime'
>;

/** A worker's settings in the SDK's words. */
export function sdkOptions({ resources, concurrency, rate, queueRate, drain }: CheckedSettings): SdkSettings {
  return {
    ...(resources === undefined ? fixedSlots(concurrency) : { tuner: tunerFor(resources, concurrency) }),
    ...present({ maxActivitiesPerSecond: rate, maxTaskQueueActivitiesPerSecond: queueRate }),
    shutdownGraceTime: drain,
  };
}

function fixedSlots(concurrency: number | undefined): SdkSettings {
  return present({ maxConcurrentActivityTaskExecutions: concurrency, maxConcurrentLocalActivityExecutions: concurrency });
}

/** One controller for all kinds of tasks; each keeps a few places whatever the load, so that runs go on. */
function tunerFor({ cpu, memory }: NonNullable<CheckedSettings['resources']>, concurrency: number | undefined): WorkerTuner {
  const slots = present({ maximumSlots: concurrency });
  return {
    tunerOptions: { targetCpuUsage: cpu, targetMemoryUsage: memory },
    activityTaskSlotOptions: slots,
    localActivityTaskSlotOptions: slots,
  };
}

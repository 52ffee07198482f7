import { availableParallelism } from 'node:os';

import { describe, expect, it } from 'vitest';

import { builtinTargets } from '../src/core/target/builtin/index.ts';
import type { WorkerSettings } from '../src/core/run/worker-settings.ts';
import { createRegistry } from '../src/core/target/registry.ts';
import type { Target } from '../src/core/target/target.ts';
import { readSettings } from './read-settings.ts';
import { sdkOptions } from './sdk-options.ts';
import { checkSettings } from './settings.ts';

const registry = createRegistry(builtinTargets as readonly Target[]);
const CORES = { cpu: { concurrency: availableParallelism() } };

describe('checkSettings', () => {
  it('limits nothing but CPU steps unless told to', () => {
    expect(checkSettings({}, registry)).toEqual({ limits: CORES, drain: 10_000 });
    expect(sdkOptions(checkSettings({}, registry))).toEqual({ shutdownGraceTime: 10_000 });
  });

  it('gives what the SDK and the policies want', () => {
    const settings: WorkerSettings = {
      concurrency: 20,
      rate: '100/s',
      queueRate: '30/m',
      limits: { cpu: { concurrency: 1 }, http: { rate: '10/s' }, 'util.echo': { concurrency: 2 } },
      drain: '1m',
    };
    const checked = checkSettings(settings, registry);
    expect(checked.limits).toEqual({ cpu: { concurrency: 1 }, http: { rate: { calls: 10, per: 1000 } }, 'util.echo': { concurrency: 2 } });
    expect(sdkOptions(checked)).toEqual({
      maxConcurrentActivityTaskExecutions: 20,
      maxConcurrentLocalActivityExecutions: 20,
      maxActivitiesPerSecond: 100,
      maxTaskQueueActivitiesPerSecond: 0.5,
      shutdownGraceTime: 60_000,
    });
  });

  it('tunes by resources, with concurrency as the most', () => {
    const { tuner, ...rest } = sdkOptions(checkSettings({ resources: { cpu: 80, memory: 90 }, concurrency: 7 }, registry));
    expect(tuner).toEqual({
      tunerOptions: { targetCpuUsage: 0.8, targetMemoryUsage: 0.9 },
      activityTaskSlotOptions: { maximumSlots: 7 },
      localActivityTaskSlotOptions: { maximumSlots: 7 },
    });
    expect(rest).toEqual({ shutdownGraceTime: 10_000 });
  });

  it.each<[WorkerSettings, string]>([
    [{ resources: { cpu: 0, memory: 50 } }, 'resources.cpu: 0'],
    [{ resources: { cpu: 80, memory: 101 } }, 'resources.memory: 101'],
    [{ resources: { cpu: Number.NaN, memory: 50 } }, 'resources.cpu'],
    [{ concurrency: 0.5 }, 'concurrency: 0.5'],
    [{ rate: 'fast' }, 'rate: "fast"'],
    [{ rate: '0/s' }, 'rate: "0/s"'],
    [{ queueRate: '10/d' }, 'queueRate: "10/d"'],
    [{ limits: { htp: { concurrency: 1 } } }, 'limits: "htp"'],
    [{ limits: { 'http.fetch': { concurrency: 1 } } }, 'limits: "http.fetch"'],
    [{ limits: { 'http.request.get': { concurrency: 1 } } }, 'limits: "http.request.get"'],
    [{ limits: { http: { concurrency: -1 } } }, 'limits.http.concurrency: -1'],
    [{ limits: { http: { rate: '1' } } }, 'limits.http.rate: "1"'],
    [{ drain: 'soon' }, 'drain: "soon"'],
  ])('refuses %j', (settings, named) => {
    expect(() => checkSettings(settings, registry)).toThrow(
      expect.objectContaining({ code: 'InvalidValue', message: expect.stringContaining(named) as string }),
    );
  });
});

describe('readSettings', () => {
  it('reads every variable, and nothing where there is none', () => {
    expect(readSettings({ STEPWRIGHT_RATE: ' ' })).toEqual({});
    const env = {
      STEPWRIGHT_RESOURCES: 'cpu=80, memory=90',
      STEPWRIGHT_CONCURRENCY: '20',
      STEPWRIGHT_RATE: '100/s',
      STEPWRIGHT_QUEUE_RATE: '500/s',
      STEPWRIGHT_LIMITS: 'http=10, http=100/s, util.echo=2',
      STEPWRIGHT_DRAIN: '30s',
    };
    expect(readSettings(env)).toEqual({
      resources: { cpu: 80, memory: 90 },
      concurrency: 20,
      rate: '100/s',
      queueRate: '500/s',
      limits: { http: { concurrency: 10, rate: '100/s' }, 'util.echo': { concurrency: 2 } },
      drain: '30s',
    });
  });

  it('puts flags before variables', () => {
    const env = { STEPWRIGHT_CONCURRENCY: '20', STEPWRIGHT_LIMITS: 'http=10' };
    expect(readSettings(env, { concurrency: '5', limit: ['http=3'] })).toEqual({ concurrency: 5, limits: { http: { concurrency: 3 } } });
  });

  it.each([
    [{ resources: '80' }, 'resources: "80"'],
    [{ resources: 'cpu=80' }, 'resources: "cpu=80"'],
    [{ resources: 'cpu=80,disk=1' }, 'resources'],
    [{ limit: ['http'] }, 'limit: "http"'],
  ])('refuses %j', (flags, named) => {
    expect(() => readSettings({}, flags)).toThrow(expect.objectContaining({ message: expect.stringContaining(named) as string }));
  });
});

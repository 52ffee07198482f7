import { StepwrightError } from '../src/core/errors/stepwright-error.ts';
import { present } from '../src/core/present.ts';
import type { CallLimit, WorkerSettings } from '../src/core/run/worker-settings.ts';

/** Settings as the command line gives them; each beats its variable. */
export interface SettingsFlags {
  readonly resources?: string;
  readonly concurrency?: string;
  readonly rate?: string;
  readonly queueRate?: string;
  readonly limit?: readonly string[];
  readonly drain?: string;
}

/**
 * Reads the settings of a worker from text; `checkSettings` then judges the values.
 * @throws StepwrightError `InvalidValue` for text that is not of its form
 */
export function readSettings(env: NodeJS.ProcessEnv, flags: SettingsFlags = {}): WorkerSettings {
  const variable = (name: string): string | undefined => env[name]?.trim() || undefined;
  const resources = flags.resources ?? variable('STEPWRIGHT_RESOURCES');
  const concurrency = flags.concurrency ?? variable('STEPWRIGHT_CONCURRENCY');
  const limits = flags.limit ?? variable('STEPWRIGHT_LIMITS')?.split(',');
  return present({
    resources: resources === undefined ? undefined : readResources(resources),
    concurrency: concurrency === undefined ? undefined : Number(concurrency),
    rate: flags.rate ?? variable('STEPWRIGHT_RATE'),
    queueRate: flags.queueRate ?? variable('STEPWRIGHT_QUEUE_RATE'),
    limits: limits === undefined ? undefined : readLimits(limits),
    drain: flags.drain ?? variable('STEPWRIGHT_DRAIN'),
  });
}

/** `cpu=80,memory=90` */
function readResources(text: string): NonNullable<WorkerSettings['resources']> {
  const given = new Map(text.split(',').map((part) => pair(part, 'resources', 'cpu=80,memory=90')));
  const [cpu, memory] = [given.get('cpu'), given.get('memory')];
  if (cpu === undefined || memory === undefined || given.size !== 2) throw refuse('resources', text, 'cpu=80,memory=90');
  return { cpu: Number(cpu), memory: Number(memory) };
}

/** `http=10` is calls at once, `http=100/s` a rate; the two of one name go together. */
function readLimits(texts: readonly string[]): Readonly<Record<string, CallLimit>> {
  const limits: Record<string, CallLimit> = {};
  for (const text of texts) {
    const [name, value] = pair(text, 'limit', 'http=10 or http=100/s');
    limits[name] = { ...limits[name], ...(value.includes('/') ? { rate: value } : { concurrency: Number(value) }) };
  }
  return limits;
}

function pair(text: string, setting: string, example: string): readonly [string, string] {
  const [name = '', value = '', ...more] = text.split('=').map((part) => part.trim());
  if (name === '' || value === '' || more.length > 0) throw refuse(setting, text, example);
  return [name, value];
}

function refuse(setting: string, text: string, example: string): StepwrightError {
  return new StepwrightError('InvalidValue', `worker setting ${setting}: "${text}" is not of its form`, {
    class: 'validation',
    hint: `Write it as ${example}.`,
  });
}

import { join, resolve } from 'node:path';

import * as z from 'zod';

import { StepwrightError } from '../src/core/errors/stepwright-error.ts';
import { storeIn } from '../src/storage/open-store.ts';

const SWITCH = /^(?:1|true|yes|on|0|false|no|off|)$/i;

/** What the environment may say. An empty variable is one that is not set. */
const environment = z.object({
  TEMPORAL_ADDRESS: text().refine(
    (address) => address === undefined || /^[^\s/]+:\d+$/.test(address),
    'must be host:port, such as 127.0.0.1:7233',
  ),
  TEMPORAL_NAMESPACE: text(),
  TEMPORAL_TLS: text().refine((value) => SWITCH.test(value ?? ''), 'must be true or false'),
  TEMPORAL_API_KEY: text(),
  STEPWRIGHT_TASK_QUEUE: text(),
  STEPWRIGHT_DATA: text(),
  STEPWRIGHT_FILES: text(),
  STEPWRIGHT_STORE: text(),
  STEPWRIGHT_DEFINITIONS: text(),
  STEPWRIGHT_TARGETS: text(),
  STEPWRIGHT_ALLOW_NETWORK: text(),
  STEPWRIGHT_SECRETS: text(),
  STEPWRIGHT_USER: text(),
});

function text() {
  return z
    .string()
    .optional()
    .transform((value) => (value === undefined || value.trim() === '' ? undefined : value.trim()));
}

/** Where runs live and what a worker knows, from flags or the environment; absolute paths. */
export interface Config {
  /** Absent: a dev server of the data folder. */
  readonly address?: string;
  readonly namespace: string;
  readonly tls?: boolean;
  readonly apiKey?: string;
  readonly taskQueue: string;
  readonly dataDir: string;
  readonly filesDir: string;
  /** URL of the store; may hold a password. */
  readonly store: string;
  readonly definitionsDir?: string;
  /** Path of a file with targets. */
  readonly targets?: string;
  readonly allowNetwork: readonly string[];
  /** Providers of secrets: docs/secrets.md. */
  readonly secrets?: string;
  readonly user?: string;
}

/** Flags by the names the command line gives them; each beats its variable. */
export interface ConfigFlags {
  readonly address?: string;
  readonly namespace?: string;
  readonly tls?: boolean;
  readonly apiKey?: string;
  readonly taskQueue?: string;
  readonly data?: string;
  readonly files?: string;
  readonly store?: string;
  readonly definitions?: string;
  readonly targets?: string;
  readonly allowNetwork?: readonly string[];
  readonly as?: string;
}

/**
 * Reads the environment, with `flags` before it.
 * @throws StepwrightError `InvalidValue` that names the variable or flag.
 */
export function readConfig(env: NodeJS.ProcessEnv, flags: ConfigFlags = {}): Config {
  const variables = parse(env);
  const address = checkedAddress(flags.address) ?? variables.TEMPORAL_ADDRESS;
  const tls = flags.tls ?? (variables.TEMPORAL_TLS === undefined ? undefined : /^(?:1|true|yes|on)$/i.test(variables.TEMPORAL_TLS));
  const dataDir = resolve(flags.data ?? variables.STEPWRIGHT_DATA ?? '.stepwright');
  const filesDir = flags.files ?? variables.STEPWRIGHT_FILES;
  const allowed = flags.allowNetwork ?? variables.STEPWRIGHT_ALLOW_NETWORK?.split(',').map((host) => host.trim());
  return {
    ...present('address', address),
    namespace: flags.namespace ?? variables.TEMPORAL_NAMESPACE ?? 'default',
    ...present('tls', tls),
    ...present('apiKey', flags.apiKey ?? variables.TEMPORAL_API_KEY),
    taskQueue: flags.taskQueue ?? variables.STEPWRIGHT_TASK_QUEUE ?? 'stepwright',
    dataDir,
    filesDir: filesDir === undefined ? join(dataDir, 'files') : resolve(filesDir),
    store: flags.store ?? variables.STEPWRIGHT_STORE ?? storeIn(dataDir),
    ...present('definitionsDir', absolute(flags.definitions ?? variables.STEPWRIGHT_DEFINITIONS)),
    ...present('targets', absolute(flags.targets ?? variables.STEPWRIGHT_TARGETS)),
    allowNetwork: (allowed ?? []).filter((host) => host !== ''),
    ...present('secrets', variables.STEPWRIGHT_SECRETS),
    ...present('user', flags.as ?? variables.STEPWRIGHT_USER),
  };
}

function parse(env: NodeJS.ProcessEnv): z.output<typeof environment> {
  const parsed = environment.safeParse(env);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = String(issue?.path[0] ?? '');
  throw new StepwrightError('InvalidValue', `environment variable ${name}=${env[name] ?? ''}: ${issue?.message ?? 'not valid'}`, {
    class: 'validation',
    hint: `Correct ${name} or unset it.`,
  });
}

function checkedAddress(address: string | undefined): string | undefined {
  if (address === undefined || /^[^\s/]+:\d+$/.test(address)) return address;
  throw new StepwrightError('InvalidValue', `--address ${address}: must be host:port`, {
    class: 'validation',
    hint: 'Give it as in --address 127.0.0.1:7233.',
  });
}

function absolute(path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(path);
}

/** A property only where there is a value. */
function present<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}

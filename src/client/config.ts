import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';

import * as z from 'zod';

import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { mergeTargets } from '../core/target/merge-targets.ts';
import type { WorkerSettings } from '../core/run/worker-settings.ts';
import type { Target } from '../core/target/target.ts';
import { storeIn } from '../storage/open-store.ts';
import type { ConnectOptions } from './api.ts';

/** What `connect` was asked for, with environment and defaults filled in; absolute paths. */
export interface ClientConfig {
  /** Absent: the dev server of the data folder. */
  readonly address?: string;
  readonly namespace: string;
  readonly tls?: NonNullable<ConnectOptions['tls']>;
  readonly apiKey?: string;
  readonly taskQueue: string;
  readonly dataDir: string;
  readonly filesDir: string;
  /** URL of the store; may hold a password. */
  readonly store: string;
  readonly definitionsDir?: string;
  readonly targets: readonly Target[];
  readonly allowNetwork: readonly string[];
  /** Providers of secrets: docs/secrets.md. */
  readonly secrets?: string;
  readonly user: string;
  readonly roles: readonly string[];
  /** A worker in this process. */
  readonly worker: boolean | WorkerSettings;
}

/** An empty variable is one that is not set. */
const variable = z
  .string()
  .optional()
  .transform((value) => (value === undefined || value.trim() === '' ? undefined : value.trim()));

const YES = /^(?:1|true|yes|on)$/i;
const NO = /^(?:0|false|no|off)$/i;

const environment = z.object({
  TEMPORAL_ADDRESS: variable,
  TEMPORAL_NAMESPACE: variable,
  TEMPORAL_TLS: variable
    .refine((value) => value === undefined || YES.test(value) || NO.test(value), 'must be true or false')
    .transform((value) => (value === undefined ? undefined : YES.test(value))),
  TEMPORAL_API_KEY: variable,
  STEPWRIGHT_TASK_QUEUE: variable,
  STEPWRIGHT_DATA: variable,
  STEPWRIGHT_FILES: variable,
  STEPWRIGHT_STORE: variable,
  STEPWRIGHT_DEFINITIONS: variable,
  STEPWRIGHT_ALLOW_NETWORK: variable,
  STEPWRIGHT_SECRETS: variable,
  STEPWRIGHT_USER: variable,
});

type Environment = z.output<typeof environment>;

const ADDRESS = /^[^\s/]+:\d+$/;

/**
 * Options win over the environment, the environment over defaults.
 *
 * @throws {StepwrightError} `InvalidValue` that names the option or variable; `DuplicateName` of two targets
 */
export function readClientConfig(options: ConnectOptions, env: NodeJS.ProcessEnv): ClientConfig {
  const variables = readEnvironment(env);
  const address = options.address ?? variables.TEMPORAL_ADDRESS;
  const tls = options.tls ?? variables.TEMPORAL_TLS;
  const apiKey = options.apiKey ?? variables.TEMPORAL_API_KEY;
  const definitionsDir = options.definitionsDir ?? variables.STEPWRIGHT_DEFINITIONS;
  const secrets = variables.STEPWRIGHT_SECRETS;
  const dataDir = resolve(options.dataDir ?? variables.STEPWRIGHT_DATA ?? '.stepwright');
  const allowed = options.allowNetwork ?? variables.STEPWRIGHT_ALLOW_NETWORK?.split(',') ?? [];
  return {
    ...(address === undefined ? {} : { address: checkedAddress(address) }),
    namespace: options.namespace ?? variables.TEMPORAL_NAMESPACE ?? 'default',
    ...(tls === undefined ? {} : { tls }),
    ...(apiKey === undefined ? {} : { apiKey }),
    taskQueue: options.taskQueue ?? variables.STEPWRIGHT_TASK_QUEUE ?? 'stepwright',
    dataDir,
    filesDir: resolve(options.filesDir ?? variables.STEPWRIGHT_FILES ?? join(dataDir, 'files')),
    store: options.store ?? variables.STEPWRIGHT_STORE ?? storeIn(dataDir),
    ...(definitionsDir === undefined ? {} : { definitionsDir: resolve(definitionsDir) }),
    targets: [...mergeTargets(options.targets ?? []).values()],
    ...(secrets === undefined ? {} : { secrets }),
    allowNetwork: allowed.map((host) => host.trim()).filter((host) => host !== ''),
    user: options.user ?? variables.STEPWRIGHT_USER ?? osUser(),
    roles: options.roles ?? [],
    worker: options.worker ?? address === undefined,
  };
}

function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  const parsed = environment.safeParse(env);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = String(issue?.path[0] ?? '');
  throw new StepwrightError('InvalidValue', `environment variable ${name}=${env[name] ?? ''}: ${issue?.message ?? 'not valid'}`, {
    class: 'validation',
    hint: `Correct ${name} or unset it.`,
  });
}

function checkedAddress(address: string): string {
  if (ADDRESS.test(address)) return address;
  throw new StepwrightError('InvalidValue', `address "${address}" must be host:port`, {
    class: 'validation',
    hint: 'Give it as 127.0.0.1:7233, in the option address or in TEMPORAL_ADDRESS.',
  });
}

/** Some containers run under a user id without a name. */
function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}

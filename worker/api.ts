import type { NativeConnection } from '@temporalio/worker';

import type { WorkerSettings } from '../src/core/run/worker-settings.ts';
import type { Target } from '../src/core/target/target.ts';

/** What a worker needs to know; `createWorker` in create-worker.ts takes it. */
export interface WorkerOptions extends WorkerSettings {
  readonly address: string;
  readonly namespace: string;
  readonly tls?: boolean | { readonly ca?: string; readonly cert?: string; readonly key?: string; readonly serverName?: string };
  readonly apiKey?: string;
  readonly taskQueue: string;
  readonly dataDir: string;
  readonly filesDir: string;
  /** URL of the store, as of `ConnectOptions`. @default `sqlite:<dataDir>/store.db` */
  readonly store?: string;
  readonly definitionsDir?: string;
  readonly targets: readonly Target[];
  readonly allowNetwork: readonly string[];
  /** Who is asked for secrets: `env`, `file:PATH`, `store`, separated by commas. @default env, and the store where there is a key for it */
  readonly secrets?: string;
}

export interface StepwrightWorker {
  /** Its connection: what is started over it with `requestEagerStart` comes to this worker with the server's answer. */
  readonly connection: NativeConnection;
  /** Resolves when the worker has stopped; rejects when it failed. */
  readonly stopped: Promise<void>;
  /** Stops polling, lets running actions end within `drain`, then disconnects. */
  shutdown(): Promise<void>;
}

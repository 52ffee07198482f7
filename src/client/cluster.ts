import type { Client, Connection } from '@temporalio/client';

import type { Store } from '../storage/store.ts';
import type { ClientConfig } from './config.ts';

/** The worker in this process, where there is to be one; it starts when first needed. */
export interface WorkerSource {
  /** `ready` would have to start it. */
  readonly idle: boolean;
  /** Resolves when runs are worked on, as far as that is this process's part. */
  ready(): Promise<void>;
  /** Settles as `waiting` does, or rejects when the worker breaks before. */
  guard<T>(waiting: Promise<T>): Promise<T>;
}

/** What every part of the client works with. */
export interface Cluster {
  readonly connection: Connection;
  readonly client: Client;
  readonly config: ClientConfig;
  readonly worker: WorkerSource;
  /** `host:port`. */
  readonly address: string;
  /** Base address of Temporal's UI, where known. */
  readonly ui?: string;
  /** Whether the namespace has our search attributes. */
  readonly searchAttributes: boolean;
  /** The store, opened when first needed and closed with the client. */
  store(): Promise<Store>;
  /** Aborted when the client is closed. */
  readonly closed: AbortSignal;
}

import type { Client, Connection, ConnectionLike } from '@temporalio/client';

import type { FileAccess } from '../core/target/target.ts';
import type { PayloadStore } from '../files/payload-store.ts';
import type { Store } from '../storage/store.ts';
import type { ClientConfig } from './config.ts';
import type { Starts } from './starts.ts';
import type { ValidDefinitions } from './valid-definitions.ts';

/** The worker in this process, where there is to be one; it starts when first needed. */
export interface WorkerSource {
  /** `ready` would have to start it. */
  readonly idle: boolean;
  /** Resolves when runs are worked on, as far as that is this process's part: then with the worker's connection. */
  ready(): Promise<ConnectionLike | undefined>;
  /** Settles as `waiting` does, or rejects when the worker breaks before. */
  guard<T>(waiting: Promise<T>): Promise<T>;
}

/** What every part of the client works with. */
export interface Cluster {
  readonly connection: Connection;
  readonly client: Client;
  readonly starts: Starts;
  readonly valid: ValidDefinitions;
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
  /** Where large payloads and files lie. */
  readonly payloads: PayloadStore;
  /** The files among them. */
  readonly files: FileAccess;
  /** Aborted when the client is closed. */
  readonly closed: AbortSignal;
}

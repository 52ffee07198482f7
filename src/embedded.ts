import { setMaxListeners } from 'node:events';

import { Client } from '@temporalio/client';

import type { StepwrightWorker } from '../worker/api.ts';
import type { ConnectOptions, Stepwright } from './client/api.ts';
import type { WorkerSource } from './client/cluster.ts';
import { readClientConfig, type ClientConfig } from './client/config.ts';
import { openConnection } from './client/connection.ts';
import { probeSearchAttributes } from './client/search-attributes.ts';
import { StepwrightClient } from './client/stepwright-client.ts';
import { StepwrightError } from './core/errors/stepwright-error.ts';
import { createDataConverter } from './files/external-storage.ts';
import { PayloadFiles } from './files/payload-files.ts';
import { payloadsOf } from './records/payloads.ts';
import { StoreWhenNeeded } from './storage/store-when-needed.ts';

/**
 * Connects to where runs live: the cluster of `address` (or `TEMPORAL_ADDRESS`), else the dev server of the data folder, started
 * when there is none and stopped by `close` of its last user. Without an address runs are worked on by a worker in this process,
 * which starts with the first run.
 *
 * @throws {StepwrightError} `TemporalUnreachable`; nothing is started in place of a cluster that was named
 */
export async function connect(options: ConnectOptions = {}): Promise<Stepwright> {
  const config = readClientConfig(options, process.env);
  const server = await findServer(config);
  try {
    const connection = await openConnection(server.address, config);
    const worker = new EmbeddedWorker(config, server.address);
    const store = new StoreWhenNeeded(config.store);
    const payloads = payloadsOf(config, () => store.open());
    const closing = new AbortController();
    // Everything under way listens to it.
    setMaxListeners(0, closing.signal);
    const cluster = {
      connection,
      client: new Client({ connection, namespace: config.namespace, dataConverter: createDataConverter(payloads) }),
      config,
      worker,
      address: server.address,
      ...(server.ui === undefined ? {} : { ui: server.ui }),
      searchAttributes: await probeSearchAttributes(connection, config.namespace),
      store: () => store.open(),
      payloads,
      files: new PayloadFiles(payloads, () => ({ namespace: config.namespace })),
      closed: closing.signal,
    };
    return new StepwrightClient(cluster, async () => {
      closing.abort();
      await worker.stop();
      await store.close();
      await connection.close();
      await server.release();
    });
  } catch (error) {
    await server.release();
    throw error;
  }
}

interface Server {
  readonly address: string;
  readonly ui?: string;
  release(): Promise<void>;
}

async function findServer({ address, dataDir }: ClientConfig): Promise<Server> {
  if (address !== undefined) return { address, release: () => Promise.resolve() };
  const { findOrStartServer } = await import('./devserver/find-or-start-server.ts');
  // Installing a server the first time can take minutes: silence would look like a hang.
  return findOrStartServer(dataDir, { onProgress: (line) => void process.stderr.write(`${line}\n`) });
}

/** The worker of this process: it starts, and is loaded, when a run first needs it. */
class EmbeddedWorker implements WorkerSource {
  readonly #config: ClientConfig;
  readonly #address: string;
  #starting: Promise<StepwrightWorker> | undefined;
  #broken: unknown;
  #stopping = false;
  readonly #waiting = new Set<(error: unknown) => void>();

  constructor(config: ClientConfig, address: string) {
    this.#config = config;
    this.#address = address;
  }

  get idle(): boolean {
    return this.#config.worker !== false && this.#starting === undefined;
  }

  async ready(): Promise<void> {
    if (this.#config.worker === false) return;
    this.#starting ??= this.#start();
    await this.#starting;
    if (this.#broken !== undefined) throw this.#broken;
  }

  async guard<T>(waiting: Promise<T>): Promise<T> {
    let fail: (error: unknown) => void = () => undefined;
    const broken = new Promise<never>((_resolve, reject) => {
      fail = reject;
    });
    this.#waiting.add(fail);
    try {
      return await Promise.race([waiting, broken]);
    } finally {
      this.#waiting.delete(fail);
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const worker = await this.#starting?.catch(() => undefined);
    // One that broke has told those who waited for it.
    await worker?.shutdown().catch(() => undefined);
  }

  async #start(): Promise<StepwrightWorker> {
    const { createWorker } = await import('../worker/create-worker.ts');
    const { user: _user, roles: _roles, worker, ...options } = this.#config;
    const started = await createWorker({ ...options, ...(typeof worker === 'object' ? worker : {}), address: this.#address });
    started.stopped.then(
      () =>
        this.#ended(
          new StepwrightError('TemporalUnreachable', 'the worker of this process was stopped', {
            class: 'transient',
            hint: 'The run goes on when a worker is back.',
          }),
        ),
      (error: unknown) => this.#ended(error),
    );
    return started;
  }

  #ended(error: unknown): void {
    if (this.#stopping) return;
    this.#broken = error;
    for (const fail of this.#waiting) fail(error);
  }
}

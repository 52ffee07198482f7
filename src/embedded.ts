import { setMaxListeners } from 'node:events';

import { Client, type ConnectionLike } from '@temporalio/client';

import type { ConnectOptions, Stepwright } from './client/api.ts';
import { readClientConfig, type ClientConfig } from './client/config.ts';
import { openConnection } from './client/connection.ts';
import { probeSearchAttributes } from './client/search-attributes.ts';
import { Starts } from './client/starts.ts';
import { ValidDefinitions } from './client/valid-definitions.ts';
import { StepwrightClient } from './client/stepwright-client.ts';
import { EmbeddedWorker } from './embedded-worker.ts';
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
  return connectTo(server, config, new EmbeddedWorker(config, server.address));
}

/** As `connect`, for who has found the server himself; it is released at the end, and when it cannot be reached. */
export async function connectTo(server: Server, config: ClientConfig, worker: EmbeddedWorker): Promise<Stepwright> {
  try {
    const connection = await openConnection(server.address, config);
    const store = new StoreWhenNeeded(config.store);
    const payloads = payloadsOf(config, () => store.open());
    const dataConverter = createDataConverter(payloads);
    const clientOver = (over: ConnectionLike): Client => new Client({ connection: over, namespace: config.namespace, dataConverter });
    const client = clientOver(connection);
    const closing = new AbortController();
    // Everything under way listens to it.
    setMaxListeners(0, closing.signal);
    const cluster = {
      connection,
      client,
      starts: new Starts(client, clientOver),
      valid: new ValidDefinitions(),
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
    await worker.stop();
    await server.release();
    throw error;
  }
}

/** A server that is in use until it is released. */
export interface Server {
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

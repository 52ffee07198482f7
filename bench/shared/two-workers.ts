import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Stepwright } from '../../src/client/api.ts';
import { startDevServer } from '../../src/devserver/start-dev-server.ts';
import { connect } from '../../src/embedded.ts';
import { storeIn } from '../../src/storage/open-store.ts';
import { createWorker } from '../../worker/create-worker.ts';
import { installRuntime } from '../../worker/runtime.ts';

/** A dev server, two workers with one store (`STEPWRIGHT_STORE`, else SQLite), and a client. */
export interface Place {
  readonly stepwright: Stepwright;
  /** URL of the store. */
  readonly store: string;
  close(): Promise<void>;
}

const TASK_QUEUE = 'bench';

export async function openPlace(): Promise<Place> {
  const dataDir = mkdtempSync(join(tmpdir(), 'stepwright-bench-'));
  const store = process.env['STEPWRIGHT_STORE'] ?? storeIn(dataDir);
  installRuntime();
  const server = await startDevServer({});
  const place = { address: server.address, namespace: 'default', taskQueue: TASK_QUEUE, dataDir, store, allowNetwork: ['127.0.0.1'] };
  const start = () => createWorker({ ...place, filesDir: join(dataDir, 'files'), targets: [] });
  const workers = [await start(), await start()];
  const stepwright = await connect({ ...place, worker: false });
  return {
    stepwright,
    store,
    async close() {
      await stepwright.close();
      await Promise.all(workers.map((worker) => worker.shutdown()));
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

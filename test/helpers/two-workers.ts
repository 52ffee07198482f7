import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll } from 'vitest';

import type { Stepwright } from '../../src/client/api.ts';
import { connect } from '../../src/embedded.ts';
import { temporal, unique } from './temporal.ts';

const WORKER = fileURLToPath(new URL('../integration/shared-worker.ts', import.meta.url));

/** Two worker processes with one store, and a client without a worker. */
export interface TwoWorkers {
  readonly stepwright: Stepwright;
  readonly folder: string;
  /** Kills a worker, which gets no time to say good-bye, and starts another. */
  replace(pid: number): Promise<void>;
}

/** Call it at the top of a file; they are there when its tests run. */
export function useTwoWorkers(): TwoWorkers {
  const folder = mkdtempSync(join(tmpdir(), 'stepwright-test-'));
  const taskQueue = unique('queue');
  const workers = new Map<number, ChildProcess>();
  let stepwright: Stepwright | undefined;
  const start = async (): Promise<void> => {
    const child = spawn(process.execPath, ['--import', 'tsx', WORKER, temporal().address, taskQueue, folder], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    workers.set(child.pid ?? 0, child);
    await once(child.stdout, 'data');
  };
  beforeAll(async () => {
    const { address, namespace } = temporal();
    await Promise.all([start(), start()]);
    stepwright = await connect({ address, namespace, taskQueue, dataDir: join(folder, 'data'), worker: false });
  });
  afterAll(async () => {
    await stepwright?.close();
    for (const child of workers.values()) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    get stepwright() {
      if (stepwright === undefined) throw new Error('the client is there only while tests run');
      return stepwright;
    },
    folder,
    async replace(pid) {
      const child = workers.get(pid);
      if (child === undefined) throw new Error(`no worker has the pid ${pid}`);
      workers.delete(pid);
      child.kill('SIGKILL');
      await once(child, 'exit');
      await start();
    },
  };
}

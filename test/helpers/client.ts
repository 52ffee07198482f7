import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll } from 'vitest';

import type { ConnectOptions, Stepwright } from '../../src/client/api.ts';
import { connect } from '../../src/embedded.ts';
import { temporal, unique } from './temporal.ts';

/** One client with a worker for a whole test file, on a task queue and a data folder of its own. */
export interface TestClient {
  readonly stepwright: Stepwright;
  readonly dataDir: string;
  readonly taskQueue: string;
  /** Another client of the same place; without a worker unless asked for. */
  connectAgain(options?: ConnectOptions): Promise<Stepwright>;
}

/** Call it at the top of a file; the client is there when its tests run. */
export function useClient(options: ConnectOptions = {}): TestClient {
  const dataDir = mkdtempSync(join(tmpdir(), 'stepwright-test-'));
  const taskQueue = unique('queue');
  const opened: Stepwright[] = [];
  let main: Stepwright | undefined;
  const connectAgain = async (more: ConnectOptions = {}): Promise<Stepwright> => {
    const { address, namespace } = temporal();
    const stepwright = await connect({ address, namespace, taskQueue, dataDir, ...more });
    opened.push(stepwright);
    return stepwright;
  };
  beforeAll(async () => {
    main = await connectAgain({ worker: true, ...options });
  });
  afterAll(async () => {
    await Promise.all(opened.map((each) => each.close()));
    rmSync(dataDir, { recursive: true, force: true });
  });
  return {
    get stepwright() {
      if (main === undefined) throw new Error('the client is there only while tests run');
      return main;
    },
    dataDir,
    taskQueue,
    connectAgain,
  };
}

export async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

import type { Stepwright } from '../../src/client/api.ts';
import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import type { FileRef, Target } from '../../src/core/target/target.ts';
import { connect } from '../../src/embedded.ts';
import { findPostgres, startPostgres } from '../helpers/servers/postgres.ts';
import { findRedis, startRedis } from '../helpers/servers/redis.ts';
import type { TestServer } from '../helpers/servers/server-process.ts';
import { temporal, unique } from '../helpers/temporal.ts';

const SIZE = 5_000_000;

const bulk: Target = {
  name: 'bulk',
  actions: {
    make: { params: z.object({}), run: () => Promise.resolve({ file: new Uint8Array(SIZE).fill(7), text: 'r'.repeat(SIZE) }) },
    measure: {
      params: z.object({ file: z.custom<FileRef>(), text: z.string() }),
      async run({ file, text }, { files }) {
        const bytes = await files.read(file);
        return { file: bytes.byteLength, last: bytes.at(-1), text: (text as string).length };
      },
    },
  },
};

const MAKE: WorkflowDefinition = {
  id: 'payloads-make',
  name: 'Make',
  steps: [{ id: 'made', target: 'bulk', action: 'make', params: {} }],
  output: '$made',
};

const MEASURE: WorkflowDefinition = {
  id: 'payloads-measure',
  name: 'Measure',
  steps: [
    { id: 'told', type: 'event', event: 'told' },
    { id: 'measured', target: 'bulk', action: 'measure', params: { file: '$file', text: '$text' } },
  ],
  output: { measured: '$measured', told: '${ size($told.text) }' },
};

const here = [
  ...(findRedis() === undefined ? [] : [['redis', startRedis] as const]),
  ...(findPostgres() === undefined ? [] : [['postgres', startPostgres] as const]),
];

describe.each(here)('machines that share a store (%s) and no folder', (_name, startServer) => {
  const root = mkdtempSync(join(tmpdir(), 'stepwright-test-'));
  const folders = ['first', 'second', 'outside'].map((name) => join(root, name));
  const open: Stepwright[] = [];
  let server: TestServer | undefined;
  afterAll(async () => {
    for (const each of open) await each.close();
    await server?.stop();
    rmSync(root, { recursive: true });
  });

  /** A machine of its own. */
  async function machine(index: number, taskQueue: string, worker: boolean): Promise<Stepwright> {
    const { address, namespace } = temporal();
    const store = server?.url ?? '';
    const opened = await connect({ address, namespace, taskQueue, dataDir: folders[index] ?? '', store, targets: [bulk], worker });
    open.push(opened);
    return opened;
  }

  const queues = [unique('queue'), unique('queue')] as const;
  beforeAll(async () => {
    server = await startServer();
    for (const [i, queue] of queues.entries()) {
      const each = await machine(i, queue, true);
      // Its worker starts with its first run.
      await (await each.start(MAKE, {})).result();
    }
  });

  test('read what others wrote: input, result, file and event', async () => {
    const [first, second] = open;
    if (first === undefined || second === undefined) throw new Error('two machines are up');
    const made = await first.execute(MAKE, {});
    const { file, text } = made.output as { readonly file: FileRef; readonly text: string };
    expect(text).toHaveLength(SIZE);
    const outside = await machine(2, queues[1], false);
    const run = await outside.start(MEASURE, { file, text });
    const measured = second.run(run.id).result();
    await outside.run(run.id).event('told', { text: 'e'.repeat(1_000_000) });
    expect((await measured).output).toEqual({ measured: { file: SIZE, last: 7, text: SIZE }, told: 1_000_000 });
    expect((await outside.run(run.id).definition()).id).toBe(MEASURE.id);
    expect(folders.map((folder) => existsSync(join(folder, 'payloads')))).toEqual([false, false, false]);
  });
});

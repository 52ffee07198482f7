import { setTimeout as delay } from 'node:timers/promises';

import { expect, test } from 'vitest';
import { z } from 'zod';

import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import type { FileRef, Target } from '../../src/core/target/target.ts';
import { openConnection } from '../../src/client/connection.ts';
import { readClientConfig } from '../../src/client/config.ts';
import { collect, useClient } from '../helpers/client.ts';
import { temporal, unique } from '../helpers/temporal.ts';

const bulk: Target = {
  name: 'bulk',
  actions: {
    file: { params: z.object({ text: z.string() }), run: ({ text }) => Promise.resolve(new TextEncoder().encode(text as string)) },
    value: { params: z.object({ text: z.string() }), run: ({ text }) => Promise.resolve((text as string).repeat(50_000)) },
  },
};

const client = useClient({ targets: [bulk] });

const ONCE: WorkflowDefinition = {
  id: 'clean-once',
  name: 'Once',
  steps: [
    { id: 'file', target: 'bulk', action: 'file', params: { text: '$text' } },
    { id: 'value', target: 'bulk', action: 'value', params: { text: '$text' } },
  ],
  output: '$file',
};

const HOLDS: WorkflowDefinition = {
  id: 'clean-holds',
  name: 'Holds',
  steps: [
    { id: 'go', type: 'event', event: 'go' },
    { id: 'value', target: 'bulk', action: 'value', params: { text: 'z' } },
  ],
};

/** Has Temporal forget runs; it takes its time. */
async function forget(ids: readonly string[]): Promise<void> {
  const { address, namespace } = temporal();
  const connection = await openConnection(address, readClientConfig({ address, namespace }, {}));
  try {
    for (const workflowId of ids)
      await connection.workflowService.deleteWorkflowExecution({ namespace, workflowExecution: { workflowId } });
  } finally {
    await connection.close();
  }
  const known = async () => (await collect(client.stepwright.list())).filter(({ runId }) => ids.includes(runId));
  await expect.poll(known, LONG).toEqual([]);
  for (const id of ids) await expect.poll(() => client.stepwright.run(id).definition().catch(codeOf), LONG).toBe('RunNotFound');
}

const LONG = { timeout: 90_000, interval: 250 };

function codeOf(error: { readonly code?: string }): string | undefined {
  return error.code;
}

async function hashes(): Promise<readonly string[]> {
  return (await collect(client.stepwright.payloads.list())).map(({ area, hash }) => `${area}/${hash}`);
}

test('what only a forgotten run referred to goes; what another run, the archive or nobody old enough refers to stays', async () => {
  const { stepwright } = client;
  const alone = await stepwright.start(ONCE, { text: 'alone' }, { id: unique('run') });
  const file = (await alone.result()).output as FileRef;
  const shared = await stepwright.start(ONCE, { text: 'shared' }, { id: unique('run') });
  const sharedFile = (await shared.result()).output as FileRef;
  // Its input is large: the reference to the file is in a value that its history refers to.
  const holder = await stepwright.start(HOLDS, { file: sharedFile, large: 'l'.repeat(50_000) }, { id: unique('run') });
  const kept = await stepwright.start(ONCE, { text: 'archived' }, { id: unique('run') });
  const archivedFile = (await kept.result()).output as FileRef;
  expect(await stepwright.history.archive(kept.id)).toEqual({ runId: kept.id, added: true });
  expect(await stepwright.history.archive(kept.id)).toEqual({ runId: kept.id, added: false });
  const before = await hashes();
  // Of three runs a file, a value and the result; and the input.
  expect(before).toHaveLength(10);

  await forget([alone.id, shared.id, kept.id]);
  expect(await stepwright.payloads.clean()).toEqual([]);
  await delay(5);
  const dry = await stepwright.payloads.clean({ olderThan: 1, dryRun: true });
  expect(await hashes()).toEqual(before);
  const gone = await stepwright.payloads.clean({ olderThan: 1 });
  expect(gone).toEqual(dry);
  expect(gone.map(({ area, hash }) => `${area}/sha256:${hash}`)).toContain(`files/${file.$file}`);
  const after = await hashes();
  const inFiles = (ref: FileRef) => `files/${ref.$file.replace('sha256:', '')}`;
  expect(after.filter((each) => each.startsWith('files/')).sort()).toEqual([inFiles(sharedFile), inFiles(archivedFile)].sort());
  expect(after).toHaveLength(3);
  expect(after.length + gone.length).toBe(before.length);

  await holder.event('go');
  expect((await holder.result()).status).toBe('COMPLETED');

  const result = await kept.result();
  expect(result).toMatchObject({ status: 'COMPLETED', output: archivedFile, archivedAt: expect.any(String) as string });
  expect(result.endTime).toBeInstanceOf(Date);
  const trace = await kept.trace();
  expect(trace.map(({ type }) => type)).toContain('step:completed');
  expect(trace.every(({ archivedAt }) => archivedAt === result.archivedAt)).toBe(true);
  await expect(alone.result()).rejects.toMatchObject({ code: 'RunNotFound' });
}, 120_000);

test('a sweep archives what ended, and goes on where it was', async () => {
  const { stepwright } = client;
  const ids = [unique('run'), unique('run'), unique('run')];
  for (const id of ids) await stepwright.execute(ONCE, { text: 'a' }, { id, tags: ['swept'] });
  await expect.poll(async () => (await collect(stepwright.list({ tag: 'swept', status: 'COMPLETED' }))).length).toBe(3);
  for await (const { added } of stepwright.history.archiveAll({ tag: 'swept' })) {
    expect(added).toBe(true);
    break;
  }
  const rest = await collect(stepwright.history.archiveAll({ tag: 'swept', closedSince: new Date(Date.now() - 3_600_000) }));
  expect(rest.map(({ added }) => added).sort()).toEqual([false, true, true]);
  expect((await collect(stepwright.history.list({ definition: 'clean-once' }))).map(({ runId }) => runId)).toEqual(
    expect.arrayContaining(ids),
  );
  expect(await collect(stepwright.history.archiveAll({ tag: 'swept', closedSince: new Date(Date.now() + 3_600_000) }))).toEqual([]);
  const running = await stepwright.start(HOLDS, {}, { id: unique('run') });
  await expect(stepwright.history.archive(running.id)).rejects.toMatchObject({ code: 'InvalidValue' });
  await running.terminate();
});

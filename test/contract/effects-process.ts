import { join } from 'node:path';

import { builtinImplementations } from '../../activities/targets/index.ts';
import { createRegistry } from '../../src/core/target/registry.ts';
import type { ActionContext } from '../../src/core/target/target.ts';
import { PayloadFiles } from '../../src/files/payload-files.ts';
import { PayloadFolder } from '../../src/files/payload-folder.ts';

/**
 * A worker without Temporal, to be killed: calls every action that leaves something behind, for steps 0 to `count` - 1,
 * with keys that are the same in every such process.
 */
const [data = '', count = '0'] = process.argv.slice(2);
const registry = createRegistry(builtinImplementations({ dataDir: data, filesDir: join(data, 'files'), allowNetwork: [] }));

async function call(target: string, action: string, params: unknown): Promise<void> {
  const found = registry.action(target, action);
  const ctx: Partial<ActionContext> = {
    idempotencyKey: `run/${JSON.stringify(params)}/${target}`,
    signal: new AbortController().signal,
    files: new PayloadFiles(new PayloadFolder(data)),
    runId: 'run',
    path: 'step',
  };
  await found?.run((await found.params.parseAsync(params)) as never, ctx as ActionContext);
}

// Large enough for a kill to fall into the middle of writing it.
const filler = 'x'.repeat(20_000);

process.stdout.write('ready\n');
for (let step = 0; step < Number(count); step += 1) {
  await Promise.all([
    call('slack', 'send_notification', { channel: 'c', message: `step ${step} ${filler}` }),
    call('gmail', 'send_email', { body: `step ${step}` }),
    call('trello', 'create_task', { name: `step ${step}` }),
    call('notion', 'create_task', { title: `step ${step}` }),
    call('sheets', 'update_sheet', { spreadsheetId: 's', values: [`step ${step}`] }),
    call('drive', 'file_document', { folder: 'F', name: 'same.txt', content: `step ${step} ${filler}` }),
    call('file', 'append', { path: 'log', content: `step ${step} ${filler}\n` }),
  ]);
}
process.stdout.write('done\n');

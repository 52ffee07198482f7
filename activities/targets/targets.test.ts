import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { beforeEach, describe, expect, it } from 'vitest';

import { tempFolder } from '../../test/helpers/temp-folder.ts';
import { createRegistry, type Registry } from '../../src/core/target/registry.ts';
import type { ActionContext } from '../../src/core/target/target.ts';
import { PayloadFiles } from '../../src/files/payload-files.ts';
import { PayloadFolder } from '../../src/files/payload-folder.ts';
import { builtinImplementations } from './index.ts';
import { digest } from './local/data-folder.ts';

let data: string;
let registry: Registry;
let files: PayloadFiles;

beforeEach(() => {
  data = tempFolder();
  files = new PayloadFiles(new PayloadFolder(data));
  registry = createRegistry(builtinImplementations({ dataDir: data, filesDir: join(data, 'files'), allowNetwork: [] }));
});

type Result = Readonly<Record<string, unknown>>;

/** Calls an action as the wrapper does: with what its schema makes of the params. */
async function call(name: string, params: unknown, ctx: Partial<ActionContext> = {}): Promise<Result> {
  const [target = '', action = ''] = name.split('.');
  const found = registry.action(target, action);
  if (found === undefined) throw new Error(`no action ${name}`);
  const parsed = await found.params.parseAsync(params);
  const context = {
    runId: 'run-1',
    path: 'step',
    idempotencyKey: `run-1/${name}`,
    signal: new AbortController().signal,
    attempt: 1,
    files,
    ...ctx,
  };
  const result = (await found.run(parsed as never, context as ActionContext)) as Result;
  if (found.result !== undefined) expect(found.result.safeParse(result).error).toBeUndefined();
  return result;
}

const lines = (path: string) =>
  readFileSync(join(data, path), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Result);

it('has code for every action of every spec', () => {
  const { targets } = registry;
  expect(targets.map(({ name }) => name)).toEqual([
    'trello',
    'slack',
    'notion',
    'drive',
    'sheets',
    'gmail',
    'integration',
    'http',
    'file',
    'util',
    'cpu',
  ]);
  for (const { actions } of targets) for (const action of Object.values(actions)) expect(action.run).toBeTypeOf('function');
});

describe('slack', () => {
  it('has a channel and a message for whoever gives none', async () => {
    expect(await call('slack.send_notification', { message: 'hi' })).toMatchObject({ channel: 'general' });
    expect(await call('slack.urgent_notify', { channel: 'urgent' })).toMatchObject({ channel: 'urgent' });
    expect(await call('slack.standard_notify', { channel: '#general', message: null, title: 7 })).toMatchObject({ channel: 'general' });
    expect(lines('slack/general.jsonl')).toEqual([
      expect.objectContaining({ idempotencyKey: 'run-1/slack.send_notification', message: 'hi', priority: 'normal' }),
      expect.objectContaining({ message: 'Run run-1, step step', priority: 'standard', title: '7' }),
    ]);
    expect(lines('slack/urgent.jsonl')).toEqual([expect.objectContaining({ message: 'Run run-1, step step', priority: 'urgent' })]);
  });

  it('keeps the types of field values', async () => {
    await call('slack.send_notification', {
      channel: 'data-team',
      message: 'done',
      fields: [
        { title: 'Records', value: 7 },
        { title: 'Sheet', value: null },
      ],
    });
    expect(lines('slack/data-team.jsonl')[0]).toMatchObject({
      fields: [
        { title: 'Records', value: 7 },
        { title: 'Sheet', value: null },
      ],
    });
  });

  it('keeps channels with odd names in its folder', async () => {
    const { url } = await call('slack.send_notification', { channel: '../../evil', message: 'x' });
    expect(fileURLToPath(String(url)).startsWith(join(data, 'slack', '_'))).toBe(true);
    expect(readdirSync(join(data, 'slack'))).toHaveLength(1);
  });
});

describe('gmail', () => {
  it('needs a body only', async () => {
    expect(await call('gmail.send_email', { body: 'hello' })).toMatchObject({ to: ['me'], subject: 'Run run-1, step step' });
    expect(await call('gmail.send_email', { to: 'a@x.org, b@x.org', subject: 's', body: 3 }, { idempotencyKey: 'k' })).toMatchObject({
      to: ['a@x.org', 'b@x.org'],
    });
    expect(lines('gmail/outbox.jsonl')).toEqual([
      expect.objectContaining({ to: ['me'], body: 'hello' }),
      expect.objectContaining({ idempotencyKey: 'k', body: '3' }),
    ]);
  });
});

describe('trello and notion', () => {
  it('give what source D reads, and undo it', async () => {
    const card = await call('trello.create_task', { name: '[BUG] x', labels: ['high', 'bug'], dueDate: '2025-01-31' });
    expect(card).toMatchObject({ id: expect.any(String) as string, url: expect.any(String) as string, listId: 'backlog' });
    expect(await call('trello.delete_card', { cardId: card['id'] })).toEqual({ cardId: card['id'], deleted: true });
    const page = await call('notion.create_task', { title: 'Planning', properties: { Attendees: ['a'] } });
    expect(page).toMatchObject({ url: expect.any(String) as string, databaseId: 'tasks' });
    expect(await call('notion.archive_page', { pageId: page['id'] })).toEqual({ pageId: page['id'], archived: true });
  });
});

describe('drive', () => {
  it('files text, base64 and file references where they belong', async () => {
    const pdf = Buffer.from([37, 80, 68, 70, 0, 255]);
    const ref = await files.write('x', pdf, 'application/x-scan');
    const first = await call(
      'drive.file_document',
      { name: 'Invoice-Acme-2025-001.pdf', type: 'INVOICE', content: ref },
      { idempotencyKey: '1' },
    );
    expect(first).toMatchObject({ folder: 'Invoices/2025', size: 6, contentType: 'application/x-scan' });
    expect(readFileSync(join(data, 'drive/Invoices/2025/Invoice-Acme-2025-001.pdf'))).toEqual(pdf);
    expect(readFileSync(fileURLToPath(String(first['webViewLink'])))).toEqual(pdf);
    await call(
      'drive.file_document',
      { name: 'b.pdf', folder: 'Projects/../../Acme', content: { base64: pdf.toString('base64') } },
      { idempotencyKey: '2' },
    );
    const third = await call('drive.file_document', { name: 'c.txt', folder: 'Plain', content: 'text' }, { idempotencyKey: '3' });
    expect(third).toMatchObject({ contentType: 'text/plain' });
    expect(readFileSync(join(data, 'drive/Plain/c.txt'), 'utf8')).toBe('text');
    expect(await call('drive.delete_file', { fileId: third['fileId'] })).toEqual({ fileId: third['fileId'], deleted: true });
    expect(() => readFileSync(join(data, 'drive/Plain/c.txt'))).toThrow(/ENOENT/);
  });

  it('completes what a killed call began, under the name that was chosen', async () => {
    const filed = await call('drive.file_document', { name: 'a.txt', folder: 'F', content: 'one' });
    rmSync(join(data, 'drive/F/a.txt'));
    expect(await call('drive.file_document', { name: 'a.txt', folder: 'F', content: 'one' })).toEqual(filed);
    expect(readFileSync(join(data, 'drive/F/a.txt'), 'utf8')).toBe('one');
  });

  it('gives the place of a killed call away, and finds it another when it comes back', async () => {
    const { fileId } = await call('drive.file_document', { name: 'a.txt', folder: 'F', content: 'killed' }, { idempotencyKey: 'killed' });
    const begun = join(data, 'records', 'drive-begun', `${digest('F')}.json`);
    mkdirSync(dirname(begun), { recursive: true });
    copyFileSync(join(data, 'records', 'drive', `${String(fileId)}.json`), begun);
    rmSync(join(data, 'drive/F/a.txt'));
    expect(await call('drive.file_document', { name: 'a.txt', folder: 'F', content: 'next' })).toMatchObject({ name: 'a.txt' });
    const back = await call('drive.file_document', { name: 'a.txt', folder: 'F', content: 'killed' }, { idempotencyKey: 'killed' });
    expect(back).toMatchObject({ name: 'a (2).txt' });
    expect(['a.txt', 'a (2).txt'].map((name) => readFileSync(join(data, 'drive/F', name), 'utf8'))).toEqual(['next', 'killed']);
  });
});

describe('sheets', () => {
  it('gives the url that source D reads, whatever the values are', async () => {
    for (const [index, values] of [[1, 2], [[1], [2]], { a: 1 }, [{ a: 1 }], 'text', []].entries()) {
      expect(await call('sheets.update_sheet', { spreadsheetId: `s${index}`, operation: 'APPEND_ROW', values })).toMatchObject({
        url: expect.stringContaining(`s${index}.csv`) as string,
        rows: [1, 2, 1, 1, 1, 0][index],
      });
    }
  });

  it('logs an action, marks the row with the key, and takes it back', async () => {
    const logged = await call('sheets.log_action', { action: 'API Call', status: 'success', details: { code: 200 } });
    const text = readFileSync(join(data, 'sheets/log.csv'), 'utf8');
    expect(text).toMatch(
      /^Date,Action,Status,Details,idempotencyKey\n[^,]+,API Call,success,"\{""code"":200\}",run-1\/sheets\.log_action\n$/,
    );
    expect(await call('sheets.delete_row', { spreadsheetId: 'log', rowId: logged['rowId'] })).toMatchObject({ deleted: 1 });
  });

  it('replaces a row only where it is told which', async () => {
    await call('sheets.update_sheet', { values: { a: 1, b: 2 } });
    await expect(call('sheets.update_sheet', { operation: 'UPDATE_ROW', values: [1] })).rejects.toMatchObject({ code: 'InvalidParams' });
    await call('sheets.update_sheet', { operation: 'UPDATE_ROW', row: 1, values: { b: 3 } }, { idempotencyKey: 'other' });
    expect(readFileSync(join(data, 'sheets/default.csv'), 'utf8')).toBe('a,b,idempotencyKey\n1,3,run-1/sheets.update_sheet\n');
  });
});

describe('util', () => {
  it('echoes, sleeps, fails and is flaky', async () => {
    expect(await call('util.echo', { a: { b: [1] } })).toEqual({ a: { b: [1] } });
    expect(await call('util.sleep', { ms: 1 })).toEqual({ ms: 1 });
    await expect(call('util.sleep', { ms: 60_000 }, { signal: AbortSignal.timeout(5) })).rejects.toMatchObject({ name: 'AbortError' });
    await expect(call('util.fail', {})).rejects.toMatchObject({ code: 'Failed', class: 'unknown' });
    await expect(call('util.fail', { message: 'no', retryable: false })).rejects.toMatchObject({ message: 'no', class: 'permanent' });
    await expect(call('util.fail', { class: 'rate-limited', code: 'Busy' })).rejects.toMatchObject({ code: 'Busy', class: 'rate-limited' });
    await expect(call('util.flaky', { failures: 2 }, { attempt: 2 })).rejects.toMatchObject({ class: 'transient' });
    expect(await call('util.flaky', { failures: 2 }, { attempt: 3 })).toEqual({ attempts: 3 });
  });
});

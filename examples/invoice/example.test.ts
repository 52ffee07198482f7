import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

import { unique } from '../../test/helpers/temporal.ts';
import { beside, exampleRun, recordsOf, rowsOf } from '../example-run.ts';

const example = exampleRun();
const file = beside(import.meta.url, 'invoice.workflow.yaml');
const pdf = readFileSync(beside(import.meta.url, 'invoice.pdf'));
const facts = JSON.parse(readFileSync(beside(import.meta.url, 'invoice.json'), 'utf8')) as Readonly<Record<string, unknown>>;

it('files the PDF, adds the row, tells accounting, each once', async () => {
  const id = unique('invoice');
  const run = await example.stepwright.start(file, { ...facts, document: pdf }, { id });
  const paths: string[] = [];
  for await (const event of run.events()) if (event.type === 'step:completed') paths.push(event.path ?? '');
  const result = await run.result();

  expect(result).toMatchObject({ status: 'COMPLETED', success: true, progress: { completedSteps: 3, percentComplete: 100 } });
  expect(paths).toEqual(['file-drive', 'update-sheet', 'notify-accounting']);
  const filed = 'drive/Invoices/2025/Invoice-Acme-2025-001.pdf';
  const { file: link, row } = result.output as { readonly file: string; readonly row: number };
  expect(readFileSync(fileURLToPath(link)).equals(pdf)).toBe(true);
  expect(example.exists(filed)).toBe(true);
  expect(row).toBe(1);

  const again = await example.stepwright.execute(file, { ...facts, document: pdf }, { id });
  expect(again.runId).toBe(id);
  expect(rowsOf(example.read('sheets/invoices.csv'))).toEqual([expect.stringMatching(/^2025-001,Acme,1500,2025-02-15,Pending,file:/)]);
  expect(recordsOf(example.read('slack/accounting.jsonl'))).toEqual([
    expect.objectContaining({ idempotencyKey: `${id}/notify-accounting` }),
  ]);
});

it('refuses an invoice without an amount before anything is started', async () => {
  const { amount: _, ...rest } = facts;
  await expect(example.run(file, { ...rest, document: pdf })).rejects.toMatchObject({ code: 'InvalidInput' });
});

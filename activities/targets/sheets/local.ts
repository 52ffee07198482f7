import { access, readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

import type { DataFolder } from '../local/data-folder.ts';
import { safeName } from '../local/safe-name.ts';
import { notFound } from '../not-found.ts';
import type { SheetsProvider, WrittenRows } from './provider.ts';
import { Table } from './table.ts';

/** Keeps each spreadsheet in `sheets/<spreadsheetId>.csv`, with a header. */
export function localSheets(folder: DataFolder): SheetsProvider {
  const pathOf = (id: string) => folder.path('sheets', `${safeName(id)}.csv`);
  const written = (spreadsheetId: string, rowId: string, at: { readonly row: number; readonly rows: number }): WrittenRows => ({
    spreadsheetId,
    url: `${pathToFileURL(pathOf(spreadsheetId)).href}#row=${at.row}`,
    ...at,
    rowId,
  });
  return {
    appendRows: (id, rows, { idempotencyKey, signal }) =>
      change(folder, { path: pathOf(id), signal }, async (table, save) => {
        const before = table.rowsOf(idempotencyKey);
        if (before[0] !== undefined) return written(id, idempotencyKey, { row: before[0], rows: before.length });
        const row = rows.length === 0 ? table.size : table.size + 1;
        for (const each of rows) table.append(each, idempotencyKey);
        await save();
        return written(id, idempotencyKey, { row, rows: rows.length });
      }),
    updateRow: (id, { row, cells }, { idempotencyKey, signal }) =>
      change(folder, { path: pathOf(id), signal }, async (table, save) => {
        const key = table.keyOf(row);
        if (key === undefined) throw notFound('row', `${row} of ${id}`);
        table.update(row, cells);
        await save();
        return written(id, key === '' ? idempotencyKey : key, { row, rows: 1 });
      }),
    deleteRows: (id, rowId, { signal }) =>
      change(folder, { path: pathOf(id), signal }, async (table, save) => {
        const deleted = table.rowsOf(rowId).length;
        const record = folder.record('sheets-deleted', `${id}/${rowId}`);
        if (deleted === 0) return deletedBefore(record, rowId);
        // Recorded first: a call killed in between finds the rows still there and removes them.
        await folder.write(record, JSON.stringify({ spreadsheetId: id, rowId, deleted }));
        table.remove(rowId);
        await save();
        return deleted;
      }),
  };
}

async function change<T>(
  folder: DataFolder,
  sheet: { readonly path: string; readonly signal: AbortSignal },
  work: (table: Table, save: () => Promise<void>) => Promise<T>,
): Promise<T> {
  return folder.exclusively(
    sheet.path,
    async () => {
      const exists = await access(sheet.path).then(
        () => true,
        () => false,
      );
      const table = Table.parse(exists ? await readFile(sheet.path, 'utf8') : '');
      return work(table, () => folder.write(sheet.path, table.toString()));
    },
    sheet.signal,
  );
}

async function deletedBefore(record: string, rowId: string): Promise<number> {
  try {
    return (JSON.parse(await readFile(record, 'utf8')) as { readonly deleted: number }).deleted;
  } catch {
    throw notFound('row', rowId);
  }
}

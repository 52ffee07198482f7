import * as z from 'zod';
import type { TargetSpec } from '../target.ts';
import { optional, text } from './parts.ts';

const written = z.object({
  spreadsheetId: z.string(),
  url: z.string(),
  row: z.number().describe('Of the first row written; 1 is the first below the header.'),
  rows: z.number().describe('Rows written.'),
  rowId: z.string().describe('Names these rows for delete_row, whatever else moves.'),
});

export const sheetsSpec = {
  name: 'sheets',
  description: 'Rows in spreadsheets.',
  actions: {
    update_sheet: {
      description: 'Appends rows, or replaces one.',
      params: z.strictObject({
        spreadsheetId: optional(z.string()).describe('Default: default.'),
        operation: optional(z.enum(['APPEND_ROW', 'UPDATE_ROW'])).describe('Default: APPEND_ROW.'),
        values: z.unknown().describe('A list of cells, a map of column to cell, or a list of such rows.'),
        row: optional(z.int().min(1)).describe('The row that UPDATE_ROW replaces.'),
      }),
      result: written,
      idempotent: true,
    },
    log_action: {
      description: 'Appends a row with Date, Action, Status and Details.',
      params: z.strictObject({
        spreadsheetId: optional(z.string()).describe('Default: log.'),
        action: text,
        status: optional(text),
        details: z.unknown().optional().describe('A map or list is written as JSON.'),
      }),
      result: written,
      idempotent: true,
    },
    delete_row: {
      description: 'Removes the rows that one update_sheet or log_action appended; undoes it.',
      params: z.strictObject({ spreadsheetId: optional(z.string()), rowId: z.string() }),
      result: z.object({ spreadsheetId: z.string(), rowId: z.string(), deleted: z.number().describe('Rows removed.') }),
      idempotent: true,
    },
  },
} as const satisfies TargetSpec;

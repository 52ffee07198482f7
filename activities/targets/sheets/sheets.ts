import { StepwrightError } from '../../../src/core/errors/stepwright-error.ts';
import { sheetsSpec } from '../../../src/core/target/builtin/sheets.ts';
import type { Target } from '../../../src/core/target/target.ts';
import { implement } from '../implement.ts';
import type { SheetsProvider } from './provider.ts';
import { rowsOf } from './rows.ts';

const DEFAULT_SHEET = 'default';
const DEFAULT_LOG = 'log';

export function sheetsTarget(provider: SheetsProvider): Target {
  return implement(sheetsSpec, {
    async update_sheet({ spreadsheetId, operation, values, row }, ctx) {
      const id = spreadsheetId ?? DEFAULT_SHEET;
      const rows = rowsOf(values);
      if (operation !== 'UPDATE_ROW') return provider.appendRows(id, rows, ctx);
      const [cells] = rows;
      if (row === null || row === undefined || cells === undefined || rows.length > 1) {
        throw new StepwrightError('InvalidParams', 'sheets.update_sheet: UPDATE_ROW needs "row" and the values of one row', {
          class: 'validation',
          hint: 'row 1 is the first below the header',
        });
      }
      return provider.updateRow(id, { row, cells }, ctx);
    },
    log_action({ spreadsheetId, action, status, details }, ctx) {
      const entry = { Date: new Date().toISOString(), Action: action, Status: status, Details: details };
      return provider.appendRows(spreadsheetId ?? DEFAULT_LOG, [entry], ctx);
    },
    async delete_row({ spreadsheetId, rowId }, ctx) {
      const id = spreadsheetId ?? DEFAULT_SHEET;
      return { spreadsheetId: id, rowId, deleted: await provider.deleteRows(id, rowId, ctx) };
    },
  });
}

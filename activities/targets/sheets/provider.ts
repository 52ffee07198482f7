import type { Effect } from '../local/effect.ts';

/** A row by position, or by column. */
export type Row = readonly unknown[] | Readonly<Record<string, unknown>>;

export interface WrittenRows {
  readonly spreadsheetId: string;
  readonly url: string;
  /** Of the first row written, from 1 below the header. */
  readonly row: number;
  /** How many were written. */
  readonly rows: number;
  /** Names them for `deleteRows`. */
  readonly rowId: string;
}

export interface SheetsProvider {
  /** Appends rows once for each key. New columns are added at the right. */
  appendRows(spreadsheetId: string, rows: readonly Row[], call: Effect): Promise<WrittenRows>;
  /**
   * Replaces the cells that are given.
   * @throws StepwrightError `NotFound` where there is no such row
   */
  updateRow(spreadsheetId: string, change: { readonly row: number; readonly cells: Row }, call: Effect): Promise<WrittenRows>;
  /**
   * Removes the rows of one `appendRows`; gives their number. Doing it twice is the same.
   * @throws StepwrightError `NotFound` where such rows never were
   */
  deleteRows(spreadsheetId: string, rowId: string, call: Effect): Promise<number>;
}

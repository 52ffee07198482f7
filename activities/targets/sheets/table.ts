import { StepwrightError } from '../../../src/core/errors/stepwright-error.ts';
import { formatCsv, parseCsv } from '../local/csv.ts';
import type { Row } from './provider.ts';

/** The last column: who wrote the row. */
const KEY = 'idempotencyKey';

/** A sheet: a header, and rows of text that each bear the key of the call that wrote them. */
export class Table {
  readonly #columns: string[];
  readonly #rows: { readonly key: string; readonly cells: string[] }[];

  private constructor(columns: string[], rows: { readonly key: string; readonly cells: string[] }[]) {
    this.#columns = columns;
    this.#rows = rows;
  }

  /** A table without the column of keys, such as one made by hand, gets it. */
  static parse(csv: string): Table {
    const [header = [], ...lines] = parseCsv(csv);
    const at = header.indexOf(KEY);
    const others = (cells: readonly string[]) => cells.filter((_cell, index) => index !== at);
    return new Table(
      others(header),
      lines.map((cells) => ({ key: cells[at] ?? '', cells: others(cells) })),
    );
  }

  toString(): string {
    const width = this.#columns.length;
    const padded = (cells: readonly string[]) => Array.from({ length: width }, (_empty, index) => cells[index] ?? '');
    return formatCsv([[...this.#columns, KEY], ...this.#rows.map(({ cells, key }) => [...padded(cells), key])]);
  }

  get size(): number {
    return this.#rows.length;
  }

  /** Numbers, from 1, of the rows that a call wrote. */
  rowsOf(key: string): readonly number[] {
    return this.#rows.flatMap((row, index) => (row.key === key ? [index + 1] : []));
  }

  keyOf(row: number): string | undefined {
    return this.#rows[row - 1]?.key;
  }

  append(row: Row, key: string): void {
    const cells: string[] = [];
    this.#put(row, cells);
    this.#rows.push({ key, cells });
  }

  update(number: number, row: Row): void {
    this.#put(row, this.#rows[number - 1]?.cells ?? []);
  }

  remove(key: string): void {
    const kept = this.#rows.filter((row) => row.key !== key);
    this.#rows.splice(0, this.#rows.length, ...kept);
  }

  #put(row: Row, cells: string[]): void {
    for (const [column, value] of Object.entries(row)) {
      const index = Array.isArray(row) ? this.#columnAt(Number(column)) : this.#columnNamed(column);
      while (cells.length < index) cells.push('');
      cells[index] = cellOf(value);
    }
  }

  #columnAt(index: number): number {
    while (this.#columns.length <= index) this.#columns.push(this.#freeName(letters(this.#columns.length)));
    return index;
  }

  #columnNamed(name: string): number {
    if (name === KEY)
      throw new StepwrightError('InvalidParams', `values: the column ${KEY} is the sheet's own`, {
        class: 'validation',
        hint: 'choose another name',
      });
    const at = this.#columns.indexOf(name);
    return at === -1 ? this.#columns.push(name) - 1 : at;
  }

  #freeName(name: string): string {
    return this.#columns.includes(name) ? this.#freeName(`${name}_`) : name;
  }
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Columns as spreadsheets call them: A to Z, AA and so on. */
function letters(index: number): string {
  const rest = Math.floor(index / 26) - 1;
  return `${rest < 0 ? '' : letters(rest)}${String.fromCharCode(65 + (index % 26))}`;
}

import { median } from './stats.ts';
import { print } from './print.ts';

/** What was measured of one of several, once in each round. */
export interface Row {
  readonly name: string;
  readonly rounds: readonly number[];
}

interface Rounds {
  readonly rounds: number;
  /** Rounds before those that count. @default 2 */
  readonly warmUp?: number;
}

/** Measures each of several in each round. The order changes from round to round, so that nobody always comes after the same one. */
export async function interleaved<T extends { readonly name: string }>(
  all: readonly T[],
  { rounds, warmUp = 2 }: Rounds,
  measure: (one: T) => Promise<number>,
): Promise<readonly Row[]> {
  const rows = all.map((one) => ({ one, name: one.name, rounds: [] as number[] }));
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const row of inOrder(rows, round + warmUp)) {
      const value = await measure(row.one);
      if (round >= 0) row.rounds.push(value);
    }
  }
  return rows;
}

/** Each comes first in turn, and every other round goes backwards. */
function inOrder<T>(all: readonly T[], round: number): readonly T[] {
  const first = Math.floor(round / 2) % all.length;
  const turned = [...all.slice(first), ...all.slice(0, first)];
  return round % 2 === 0 ? turned : turned.toReversed();
}

/** A table in Markdown: the median of each and the raw numbers. */
export function printRows(what: string, rows: readonly Row[], digits = 0): void {
  print();
  print(`| ${what} | median | rounds |`);
  print('|---|---|---|');
  for (const { name, rounds } of rows) {
    print(`| ${name} | ${median(rounds).toFixed(digits)} | ${rounds.map((value) => value.toFixed(digits)).join(' ')} |`);
  }
  print();
}

/** The median of one, by name. */
export function medianOf(rows: readonly Row[], name: string): number {
  const row = rows.find((row) => row.name === name);
  if (row === undefined) throw new TypeError(`"${name}" was not measured`);
  return median(row.rounds);
}

export interface Goal {
  readonly what: string;
  readonly value: number;
  readonly atMost?: number;
  readonly atLeast?: number;
  readonly unit?: string;
}

export function printGoal({ what, value, atMost = Infinity, atLeast = -Infinity, unit = '' }: Goal): void {
  const met = value <= atMost && value >= atLeast;
  const limit = atMost === Infinity ? `at least ${atLeast}` : `at most ${atMost}`;
  print(`- ${what}: ${value.toFixed(Math.abs(value) < 100 ? 2 : 0)}${unit} (goal: ${limit}${unit}; ${met ? 'met' : 'NOT MET'})`);
}

import type { Dialect, DialectReader } from './dialect.ts';

/** Which dialect a document is in: the one whose own fields it has most of; undefined when none, or two alike. */
export function detectDialect(document: unknown, readers: Readonly<Record<Dialect, DialectReader>>): Dialect | undefined {
  const scores = Object.entries(readers).map(([dialect, { marks }]) => ({ dialect: dialect as Dialect, score: scoreOf(document, marks) }));
  const [first, second] = scores.toSorted((a, b) => b.score - a.score);
  return first === undefined || first.score === 0 || first.score === second?.score ? undefined : first.dialect;
}

function scoreOf(document: unknown, { workflow, step }: DialectReader['marks']): number {
  const { steps, options } = Object(document) as Readonly<Record<string, unknown>>;
  return count(document, workflow) + count(options, workflow) + stepsOf(steps).reduce<number>((sum, each) => sum + count(each, step), 0);
}

function stepsOf(steps: unknown): readonly unknown[] {
  return Array.isArray(steps) ? steps : [];
}

function count(holder: unknown, fields: readonly string[]): number {
  return typeof holder === 'object' && holder !== null ? fields.filter((field) => Object.hasOwn(holder, field)).length : 0;
}

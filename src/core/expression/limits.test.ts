import { describe, expect, test } from 'vitest';
import { StepwrightError } from '../errors/stepwright-error.ts';
import type { Environment } from './environment.ts';
import { Evaluator } from './evaluator.ts';

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}

const VALUES: Readonly<Record<string, unknown>> = {
  list: Array.from({ length: 200 }, (_, index) => index),
  rows: Array.from({ length: 20_000 }, (_, index) => ({ id: index, name: `row ${index}`, ok: index % 2 === 0 })),
  text: 'a'.repeat(1_000_000),
  file: 'ab'.repeat(10_000_000),
  deep: nested(5000),
  deepToo: nested(5000),
};

const env: Environment = {
  lookup: (root) => (Object.hasOwn(VALUES, root) ? { value: VALUES[root] } : undefined),
  names: () => Object.keys(VALUES),
};

const names = new Set(Object.keys(VALUES));

/** Generous: other work may share the machine. Without limits these take from seconds to for ever. */
const BOUND_MS = 2000;

function timed(work: () => unknown): { readonly outcome: unknown; readonly ms: number } {
  const start = performance.now();
  let outcome: unknown;
  try {
    outcome = work();
  } catch (error) {
    outcome = error;
  }
  return { outcome, ms: performance.now() - start };
}

describe('no expression blocks for long: past the limits it is ExpressionLimit', () => {
  test.each([
    ['nested macros', '$list.map(a, $list.map(b, $list.map(c, $list.map(d, d))))'],
    ['nested tests that never hold', '$list.exists(a, $list.exists(b, $list.exists(c, $list.exists(d, d < 0))))'],
    ['nested tests of nothing', '$list.all(a, $list.all(b, $list.all(c, $list.all(d, true))))'],
    ['nested ranges', 'range(100000).map(i, range(100000))'],
    ['one long range', 'range(1000000000)'],
    ['flatten after flatten', `$list${'.map(x, $list).flatten()'.repeat(10)}`],
    ['lists of themselves', `[1, 1]${'.map(x, [x, x])'.repeat(20)}.map(y, [y, y, y, y, y, y, y, y])${'.map(x, [x, x])'.repeat(12)}`],
    ['doubling by +', `${'['.repeat(1)}$list]${'.map(x, x + x)'.repeat(40)}`],
    ['doubling of text', `[$text]${'.map(x, x + x)'.repeat(40)}`],
    ['join', 'join($list.map(i, $text), $text)'],
    ['replace', 'replace($text, "a", $text)'],
    ['split', 'split($text, "a")'],
    ['split into characters', 'split($file, "")'],
    ['text over and over', '$rows.map(r, lower($text))'],
    ['search over and over', '$rows.map(r, contains($text, substring($text, 0, 1000) + "b"))'],
    ['json over and over', '$list.map(i, json($rows))'],
    ['equality over and over', '$list.map(i, $rows == $rows + [])'],
    ['unique', '$rows.map(r, $list).unique()'],
    ['sort of long texts', '$rows.map(r, $text + r.name).sort()'],
    ['a large result', '$list.map(i, $rows)'],
    ['many times one long text', '$list.map(i, $file)'],
    ['keys', '$list.map(i, keys(merge({"a": 1}, {"b": $rows.groupBy(r, r.name)}).b))'],
    ['parseJson', 'parseJson("[" + join($rows.map(r, "[0,0,0,0,0,0,0,0]"), ",") + "]")'],
    ['encodeUri', 'encodeUri($file)'],
    ['a slow pattern', 'regex($text, "^(([ab]*a[ab]{30}){10})$")'],
    ['patterns over and over', '$rows.map(r, regex(r.name, "(a?){30}[0-9]{" + r.id % 900 + "}"))'],
    ['a pattern that is written out', 'regex("a", "a{1000}b{1000}c{1000}d{1000}e{1000}f{1000}g{1000}h{1000}")'],
    ['a long pattern', 'regex("a", substring($text, 0, 1000))'],
    ['a long source', `"${'a'.repeat(20_000)}"`],
    ['many nodes', `[${'1,'.repeat(3000)}]`],
    ['a long chain', `1${' + 1'.repeat(1000)}`],
    ['many signs', `${'!'.repeat(9000)}true`],
    ['many signs apart', `${'- '.repeat(4000)}1`],
    ['many brackets', `${'('.repeat(4000)}1${')'.repeat(4000)}`],
    ['many lists', `${'['.repeat(4000)}1${']'.repeat(4000)}`],
    ['many maps', `${'{"a":'.repeat(1500)}1${'}'.repeat(1500)}`],
    ['many conditions', `${'true ? '.repeat(1000)}1${' : 1'.repeat(1000)}`],
    ['a deep value', '$deep'],
    ['deep values compared', '$deep == $deepToo'],
    ['a deep value as text', 'json($deep)'],
    ['a deep value parsed', 'parseJson(join($rows.map(r, "[")) + join($rows.map(r, "]")))'],
    ['unique deep values', '[$deep].unique()'],
  ])('%s', (_, source) => {
    const { outcome, ms } = timed(() => new Evaluator(names).evaluate(source, env));
    expect(outcome).toBeInstanceOf(StepwrightError);
    expect(outcome).toMatchObject({ code: 'ExpressionLimit', class: 'validation' });
    expect(ms).toBeLessThan(BOUND_MS);
  });

  test.each([
    ['many references to lists in one text', '$rows '.repeat(3000)],
    ['a long text over and over', '$file '.repeat(3000)],
    ['a deep value', '$deep'],
  ])('in a text: %s', (_, text) => {
    const { outcome, ms } = timed(() => new Evaluator(names).resolve(text, env));
    expect(outcome).toMatchObject({ code: 'ExpressionLimit' });
    expect(ms).toBeLessThan(BOUND_MS);
  });

  test('the work of all texts of one value counts together', () => {
    const texts = Array.from({ length: 100 }, () => '${ $rows.filter(r, r.ok).map(r, r.name).size() }');
    const { outcome } = timed(() => new Evaluator(names).resolve(texts, env));
    expect(outcome).toMatchObject({ code: 'ExpressionLimit' });
  });

  test('a deep definition', () => {
    expect(() => new Evaluator(names).resolve(nested(5000), env)).toThrow(/nested deeper/);
  });
});

describe('what is useful fits', () => {
  test.each([
    ['a filter over 20,000 rows', '$rows.filter(r, r.ok).map(r, r.name).size()', 10_000],
    ['a sort of 5,000 rows', '$rows.filter(r, r.id < 5000).sort(r, -r.id)[0].id', 4999],
    ['a pattern over 1,000 rows', '$rows.filter(r, r.id < 1000 && regex(r.name, "^row [0-9]*5$")).size()', 100],
    ['a file of 20 MB in a text', 'size("data:," + $file)', 20_000_006],
    ['200 terms', `1${' + 1'.repeat(180)}`, 181],
  ])('%s', (_, source, expected) => {
    expect(new Evaluator(names).evaluate(source, env)).toBe(expected);
  });

  test('a reference alone stands for any amount', () => {
    const large = { lookup: () => ({ value: Array.from({ length: 300_000 }, (_, index) => ({ index })) }), names: () => ['large'] };
    expect(new Evaluator(new Set(['large'])).resolve('$large', large)).toHaveLength(300_000);
  });
});

test('what an evaluation costs does not depend on earlier ones', () => {
  const source = '$rows.filter(r, regex(r.name, "row [0-9]*7$")).size()';
  const used = new Evaluator(names);
  const outcomes = Array.from({ length: 3 }, () => timed(() => used.evaluate(source, env)).outcome);
  const fresh = timed(() => new Evaluator(names).evaluate(source, env)).outcome;
  const told = (outcome: unknown) => (outcome instanceof StepwrightError ? outcome.code : outcome);
  expect(outcomes.map(told)).toEqual([told(fresh), told(fresh), told(fresh)]);
});

import { RE2JS, RE2JSSyntaxException } from 're2js';
import { limitError, type Gas } from '../limits.ts';
import { valueError } from '../problems.ts';

const MAX_PATTERN = 500;
const MAX_CACHED = 100;

/** Regular expressions of one run, compiled once. They match in linear time and know no look-around and no back-references. */
export class Patterns {
  readonly #compiled = new Map<string, RE2JS>();

  /** Whether `pattern` matches anywhere in `text`. */
  matches(text: string, pattern: string, gas: Gas): boolean {
    if (pattern.length > MAX_PATTERN) throw limitError(`the pattern has more than ${MAX_PATTERN} characters`, 'use several shorter ones');
    // Paid for once in a call, compiled before or not: what an evaluation costs must not depend on earlier ones.
    gas.spendOnce(`regex ${pattern}`, compilationCost(pattern));
    const compiled = this.#compile(pattern);
    gas.spend(10 + (text.length * compiled.programSize()) / 8);
    // Not `test`: it builds a DFA, which for some patterns costs many times what it saves.
    return compiled.matcher(text).find();
  }

  #compile(pattern: string): RE2JS {
    const known = this.#compiled.get(pattern);
    if (known !== undefined) return known;
    const compiled = compile(pattern);
    if (this.#compiled.size >= MAX_CACHED) this.#compiled.clear();
    this.#compiled.set(pattern, compiled);
    return compiled;
  }
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern));
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    throw valueError(
      `${JSON.stringify(pattern)} is not a regular expression: ${error.message}`,
      'look-around and back-references are not known (RE2 syntax)',
    );
  }
}

/** A counted repetition is written out. */
function compilationCost(pattern: string): number {
  let cost = 200 + pattern.length * 100;
  for (const [, least, most] of pattern.matchAll(/\{(\d{1,4})(?:,(\d{1,4}))?/g)) cost += Math.max(Number(least), Number(most ?? 0)) * 40;
  return cost;
}

import { StepwrightError } from '../errors/stepwright-error.ts';

/** Characters of one expression. */
export const MAX_SOURCE = 10_000;
/** Nodes of one parsed expression, those of expanded macros included. */
export const MAX_NODES = 2_000;
/** How deep expressions may nest. A chain of operators nests as well: `a + b + c` is two deep. */
export const MAX_DEPTH = 200;
/** Brackets within brackets; the parser needs ten times more stack for them than for a chain. */
export const MAX_BRACKETS = 60;
/** How deep values may nest. */
export const MAX_VALUE_DEPTH = 500;
/** Characters of one text value. */
export const MAX_TEXT = 32 * 1024 * 1024;
/** Values in a list, or in the result of an expression with all that is in its lists and maps. */
export const MAX_RESULT = 100_000;
/** Units of work for one call of the evaluator: a few tens of milliseconds. */
export const GAS = 300_000;

/** Counts the work of one call, by operations and sizes and so the same on every machine. */
export class Gas {
  #left: number;
  readonly #paid = new Set<string>();

  constructor(budget: number = GAS) {
    this.#left = budget;
  }

  spend(units: number): void {
    this.#left -= units;
    if (this.#left < 0)
      throw limitError(`the expression takes more than ${GAS} units of work`, 'work on less data, or use a transform step');
  }

  /** For work that is done once in a call. */
  spendOnce(work: string, units: number): void {
    if (this.#paid.has(work)) return;
    this.spend(units);
    this.#paid.add(work);
  }

  /** For work that goes over a text. */
  spendText(characters: number): void {
    this.spend(1 + characters / 64);
  }
}

export function limitError(message: string, hint: string, details?: unknown): StepwrightError {
  return new StepwrightError('ExpressionLimit', message, { class: 'validation', hint, ...(details === undefined ? {} : { details }) });
}

/** The text, when it is not too long. */
export function limitedText(text: string): string {
  if (text.length > MAX_TEXT) throw limitError(`the text has more than ${MAX_TEXT} characters`, 'pass a file by reference instead');
  return text;
}

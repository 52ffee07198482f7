import type { Environment } from './environment.ts';
import type { Patterns } from './functions/regex.ts';
import type { Gas } from './limits.ts';

/** One evaluation under way. */
export interface Activation {
  readonly env: Environment;
  readonly gas: Gas;
  readonly patterns: Patterns;
  /** Values of macro variables, by their slot. */
  readonly variables: unknown[];
}

/** A compiled expression. It holds nothing of the evaluations it has been used for. */
export type Evaluation = (at: Activation) => unknown;

/** What `peek` finds where nothing is. */
export const MISSING = Symbol('missing');

/** A compiled path, which can also be asked for without failing. */
export interface PathEvaluation {
  readonly evaluate: Evaluation;
  /** The value, or `MISSING` where there is none. */
  readonly peek: Evaluation;
}

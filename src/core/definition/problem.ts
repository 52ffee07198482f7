/** One finding about a definition. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  /** Stable code of docs/errors/. */
  readonly code: string;
  /** JSON Pointer into the definition; empty for the whole. */
  readonly pointer: string;
  readonly message: string;
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;
  readonly hint?: string;
}

import type { ErrorClass } from './error-class.ts';
import type { Failure } from './failure.ts';

export interface StepwrightErrorOptions {
  /** Default: `permanent`. */
  readonly class?: ErrorClass;
  /** One sentence that says what to do about it. */
  readonly hint?: string;
  /** Milliseconds to wait before trying again. */
  readonly retryAfter?: number;
  readonly details?: unknown;
  readonly cause?: unknown;
}

const BRAND = Symbol.for('stepwright.error');

/**
 * The one error class of Stepwright. Branch on `code`; `hint` says what to do.
 * `instanceof` holds across realms (the workflow sandbox) and duplicate copies of the package.
 */
export class StepwrightError extends Error {
  readonly code: string;
  readonly class: ErrorClass;
  readonly hint?: string;
  readonly retryAfter?: number;
  readonly details?: unknown;

  constructor(code: string, message: string, options: StepwrightErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.class = options.class ?? 'permanent';
    if (options.hint !== undefined) this.hint = options.hint;
    if (options.retryAfter !== undefined) this.retryAfter = options.retryAfter;
    if (options.details !== undefined) this.details = options.details;
    Object.defineProperty(this, BRAND, { value: true });
    Object.defineProperty(this, 'name', { value: 'StepwrightError', configurable: true });
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

/** Causes kept: a chain may be endless. */
const MOST_CAUSES = 10;

/** Turns anything thrown into a record; an error that is not ours has class `unknown` and its name as code. */
export function toFailure(error: unknown): Failure {
  return recordOf(error, MOST_CAUSES);
}

function recordOf(error: unknown, causes: number): Failure {
  if (!(error instanceof StepwrightError) && !(error instanceof Error)) return { code: 'Error', class: 'unknown', message: textOf(error) };
  const cause = error.cause === undefined || causes === 0 ? {} : { cause: recordOf(error.cause, causes - 1) };
  if (!(error instanceof StepwrightError))
    return { code: error.name === '' ? 'Error' : error.name, class: 'unknown', message: error.message, ...cause };
  return {
    code: error.code,
    class: error.class,
    message: error.message,
    ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }),
    ...(error.details === undefined ? {} : { details: error.details }),
    ...cause,
  };
}

function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return 'something without a text was thrown';
  }
}

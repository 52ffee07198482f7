import { StepwrightError } from '../errors/stepwright-error.ts';

/** Where in the text or source, in UTF-16 code units. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/** The text is not what the grammar allows; `details` is the span. */
export function syntaxError(message: string, span: Span, hint?: string): StepwrightError {
  return new StepwrightError('ExpressionSyntax', message, { class: 'validation', details: span, ...(hint === undefined ? {} : { hint }) });
}

/** A value is not what the operation takes. */
export function valueError(message: string, hint?: string): StepwrightError {
  return new StepwrightError('ExpressionError', message, { class: 'validation', ...(hint === undefined ? {} : { hint }) });
}

export function missingError(message: string, hint?: string): StepwrightError {
  return new StepwrightError('MissingReference', message, { class: 'validation', ...(hint === undefined ? {} : { hint }) });
}

export function isMissing(error: unknown): boolean {
  return error instanceof StepwrightError && error.code === 'MissingReference';
}

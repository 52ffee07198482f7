import jsonata from 'jsonata';

import { StepwrightError } from '../errors/stepwright-error.ts';

/** What is wrong with a program. */
export interface ProgramFault {
  readonly message: string;
  /** Characters before it. */
  readonly offset: number;
}

/** Undefined: the text is a JSONata program. */
export function programFault(program: string): ProgramFault | undefined {
  try {
    jsonata(program);
    return undefined;
  } catch (error) {
    const { message, position } = error as JsonataError;
    return { message: message ?? 'not a JSONata program', offset: Math.max(0, (position ?? 1) - 1) };
  }
}

/**
 * What a program makes of data, as JSON carries it; nothing is null. It may take for ever: run it where it can be stopped.
 * @throws {StepwrightError} `ExpressionError` with what the program complained of
 */
export async function transformed(program: string, input: unknown): Promise<unknown> {
  try {
    const result: unknown = await jsonata(program).evaluate(input);
    // Sequences are lists with fields of their own, and functions are no data.
    return JSON.parse(JSON.stringify(result) ?? 'null');
  } catch (error) {
    throw transformError(error);
  }
}

/** Any error of a program. */
export function transformError(error: unknown): StepwrightError {
  const { message = String(error), code } = error as JsonataError;
  return new StepwrightError('ExpressionError', `the transform failed: ${message}${code === undefined ? '' : ` (${code})`}`, {
    class: 'permanent',
  });
}

interface JsonataError {
  readonly message?: string;
  readonly position?: number;
  /** JSONata's own, such as D1002. */
  readonly code?: string;
}

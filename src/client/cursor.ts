import { StepwrightError } from '../core/errors/stepwright-error.ts';

/** A place in a run's events: after the entry `seq`. */
export interface EventCursor {
  /** The chain of histories that make up the run. */
  readonly firstExecutionRunId: string;
  readonly seq: number;
  /** The newest entry up to there that a result tells of as well, where entries have no `seq`. */
  readonly mark: Mark;
}

export interface Mark {
  /** Ms since the epoch. */
  readonly at: number;
  readonly type: string;
  /** Empty for the run as a whole. */
  readonly path: string;
}

export function encodeCursor({ firstExecutionRunId, seq, mark }: EventCursor): string {
  return Buffer.from(JSON.stringify([firstExecutionRunId, seq, mark.at, mark.type, mark.path])).toString('base64url');
}

/**
 * @throws {StepwrightError} `InvalidValue` when the text is no cursor
 */
export function decodeCursor(text: string): EventCursor {
  const [firstExecutionRunId, seq, at, type, path] = parts(text);
  if (typeof firstExecutionRunId === 'string' && isCount(seq) && isCount(at) && typeof type === 'string' && typeof path === 'string') {
    return { firstExecutionRunId, seq, mark: { at, type, path } };
  }
  throw new StepwrightError('InvalidValue', `"${text}" is no event cursor`, {
    class: 'validation',
    hint: 'Give the cursor of an event of this run, as it is.',
  });
}

function parts(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

import { ApplicationFailure } from '@temporalio/common';

import { ERROR_CLASSES } from '../../src/core/errors/error-class.ts';
import type { Failure } from '../../src/core/errors/failure.ts';
import { StepwrightError, toFailure } from '../../src/core/errors/stepwright-error.ts';
import { answerIn, classOfName } from './error-codes/sdk-errors.ts';
import { classOfSqlError } from './error-codes/sql-codes.ts';
import { classOfSystemCode } from './error-codes/system-codes.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Errors inside errors that are looked at. */
const MOST_CAUSES = 5;

/** The record of anything that an action threw. What says nothing about itself is `unknown`, which is worth another attempt. */
export function classifyError(error: unknown): Failure {
  if (error instanceof StepwrightError) return toFailure(error);
  if (error instanceof ApplicationFailure) return fromApplicationFailure(error);
  const plain = toFailure(error);
  if (!isFields(error)) return plain;
  if (error['name'] === 'TimeoutError') return { ...plain, code: 'Timeout', class: 'timeout' };
  if (isZodError(error)) return { code: 'InvalidValue', class: 'validation', message: zodMessage(error.issues) };
  return (
    fromOwnClass(error, plain) ??
    fromCodes(error, plain) ??
    fromCause(error, plain, MOST_CAUSES) ??
    fromName(error, plain) ??
    fromOwnCode(error, plain) ??
    plain
  );
}

/** An error of the user's own that says what it is: `class`, and perhaps `code` and `details`. */
function fromOwnClass(error: Fields, plain: Failure): Failure | undefined {
  const errorClass = ERROR_CLASSES.find((each) => each === error['class']);
  return errorClass === undefined ? undefined : { ...(fromOwnCode(error, plain) ?? plain), class: errorClass };
}

/** The code of the system or of a database, or the answer of a service. */
function fromCodes(error: Fields, plain: Failure): Failure | undefined {
  const { code } = error;
  const system = typeof code === 'string' ? classOfSystemCode(code) : undefined;
  if (system !== undefined) return { ...plain, code: code as string, class: system };
  const sql = classOfSqlError(error);
  if (sql !== undefined) return { ...plain, ...sql };
  const answer = answerIn(error, Date.now());
  if (answer === undefined) return undefined;
  const { status, ...verdict } = answer;
  // A service that names what is wrong is more exact than its status.
  return { ...plain, code: `Http${status}`, ...verdict, ...fromName(error, {}) };
}

/** What an SDK calls it. */
function fromName<F extends Partial<Failure>>({ name }: Fields, plain: F): (F & Pick<Failure, 'class'>) | undefined {
  const errorClass = typeof name === 'string' ? classOfName(name) : undefined;
  return errorClass === undefined ? undefined : { ...plain, class: errorClass };
}

/** `fetch` and most SDKs hide the network's error in the cause; Node has one for each address that it tried. */
function fromCause(error: Fields, plain: Failure, depth: number): Failure | undefined {
  const first: unknown = Array.isArray(error['errors']) ? error['errors'][0] : undefined;
  const inner = error['cause'] ?? first;
  if (!isFields(inner) || depth === 0) return undefined;
  const said = { ...plain, message: textOf(inner) };
  const found = fromCodes(inner, said) ?? fromCause(inner, said, depth - 1);
  return found === undefined ? undefined : { ...found, message: `${plain.message}: ${found.message}` };
}

function textOf({ message, code }: Fields): string {
  return typeof message === 'string' && message !== '' ? message : String(code);
}

/** An error of the user's own with a `code`, and perhaps `details`. */
function fromOwnCode(error: Fields, plain: Failure): Failure | undefined {
  const { code, details } = error;
  if (typeof code !== 'string' || code === '') return undefined;
  return { ...plain, code, ...(details === undefined ? {} : { details }) };
}

function fromApplicationFailure(error: ApplicationFailure): Failure {
  const retryAfter = typeof error.nextRetryDelay === 'number' ? error.nextRetryDelay : undefined;
  return {
    code: error.type ?? 'ApplicationFailure',
    class: error.nonRetryable === true ? 'permanent' : 'unknown',
    message: error.message,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(error.details === undefined || error.details === null || error.details.length === 0 ? {} : { details: error.details }),
  };
}

interface ZodLike {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}

function isZodError(error: Fields): error is Fields & ZodLike {
  return (error['name'] === 'ZodError' || error['name'] === '$ZodError') && Array.isArray(error['issues']);
}

function zodMessage(issues: ZodLike['issues']): string {
  return issues.map(({ path, message }) => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`)).join('; ');
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

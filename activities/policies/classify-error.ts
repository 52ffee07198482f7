import { ApplicationFailure } from '@temporalio/common';

import { ERROR_CLASSES, type ErrorClass } from '../../src/core/errors/error-class.ts';
import type { Failure } from '../../src/core/errors/failure.ts';
import { StepwrightError, toFailure } from '../../src/core/errors/stepwright-error.ts';
import { classOfStatus, retryAfterMs } from './http-status.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Node's codes that say whether trying again makes sense; others leave it unknown. */
const CODES: Readonly<Record<string, ErrorClass>> = {
  ...classes(
    'transient',
    'ECONNREFUSED ECONNRESET ECONNABORTED EPIPE EAI_AGAIN ENOTFOUND EHOSTUNREACH EHOSTDOWN ENETUNREACH ENETDOWN EADDRNOTAVAIL',
  ),
  ...classes('transient', 'EBUSY EAGAIN EMFILE ENFILE ENOSPC EDQUOT ETXTBSY UND_ERR_SOCKET'),
  ...classes('timeout', 'ETIMEDOUT ESOCKETTIMEDOUT UND_ERR_CONNECT_TIMEOUT UND_ERR_HEADERS_TIMEOUT UND_ERR_BODY_TIMEOUT'),
  ...classes('permanent', 'ENOENT ENOTDIR EISDIR EEXIST ENOTEMPTY EACCES EPERM EROFS ENAMETOOLONG EINVAL ELOOP'),
  ...classes('permanent', 'CERT_HAS_EXPIRED DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN ERR_TLS_CERT_ALTNAME_INVALID'),
  ...classes('permanent', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE UNABLE_TO_GET_ISSUER_CERT_LOCALLY'),
};

function classes(errorClass: ErrorClass, codes: string): Readonly<Record<string, ErrorClass>> {
  return Object.fromEntries(codes.split(' ').map((code) => [code, errorClass]));
}

/** The record of anything that an action threw. What says nothing about itself is `unknown`, which is worth another attempt. */
export function classifyError(error: unknown): Failure {
  if (error instanceof StepwrightError) return toFailure(error);
  if (error instanceof ApplicationFailure) return fromApplicationFailure(error);
  const plain = toFailure(error);
  if (!isFields(error)) return plain;
  if (error['name'] === 'TimeoutError') return { ...plain, code: 'Timeout', class: 'timeout' };
  if (isZodError(error)) return { code: 'InvalidValue', class: 'validation', message: zodMessage(error.issues) };
  return fromCode(error, plain) ?? fromStatus(error, plain) ?? fromCause(error, plain) ?? fromOwnCode(error, plain) ?? plain;
}

function fromCode(error: Fields, plain: Failure): Failure | undefined {
  const { code } = error;
  if (typeof code !== 'string') return undefined;
  const errorClass = CODES[code];
  return errorClass === undefined ? undefined : { ...plain, code, class: errorClass };
}

/** An error of the user's own that says what it is: `code`, and perhaps `class` and `details`. */
function fromOwnCode(error: Fields, plain: Failure): Failure | undefined {
  const { code, class: given, details } = error;
  if (typeof code !== 'string' || code === '') return undefined;
  const errorClass = ERROR_CLASSES.find((each) => each === given) ?? plain.class;
  return { ...plain, code, class: errorClass, ...(details === undefined ? {} : { details }) };
}

/** What HTTP clients throw: a status on the error or on its response. */
function fromStatus(error: Fields, plain: Failure): Failure | undefined {
  const response = isFields(error['response']) ? error['response'] : {};
  const status = [error['status'], error['statusCode'], response['status']].find(
    (value) => typeof value === 'number' && value >= 400 && value < 600,
  );
  if (typeof status !== 'number') return undefined;
  const retryAfter = retryAfterMs(header(error['headers'] ?? response['headers'], 'retry-after'), Date.now());
  return { ...plain, code: `Http${status}`, class: classOfStatus(status), ...(retryAfter === undefined ? {} : { retryAfter }) };
}

/** `fetch` hides the network's error in the cause. */
function fromCause(error: Fields, plain: Failure): Failure | undefined {
  const { cause } = error;
  if (!isFields(cause)) return undefined;
  const found = fromCode(cause, plain);
  return found === undefined ? undefined : { ...found, message: `${plain.message}: ${String(cause['message'] ?? cause['code'])}` };
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

function header(headers: unknown, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const value = isFields(headers) ? headers[name] : undefined;
  return typeof value === 'string' ? value : undefined;
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

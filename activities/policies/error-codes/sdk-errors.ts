import type { ErrorClass } from '../../../src/core/errors/error-class.ts';
import { classes, lookUp } from './classes.ts';
import { classOfStatus, retryAfterMs } from './http-status.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Names that services give where the status alone says something else, or where there was no answer. */
const NAMES = classes({
  'rate-limited': `ThrottlingException Throttling ThrottledException TooManyRequestsException RequestThrottled RequestThrottledException
    RequestLimitExceeded ProvisionedThroughputExceededException LimitExceededException SlowDown BandwidthLimitExceeded PriorRequestNotComplete
    RateLimitError StripeRateLimitError`,
  transient: `APIConnectionError StripeConnectionError InternalServerException InternalServerError ServiceUnavailableException ServiceUnavailable
    TransientException RequestTimeTooSkewed TransactionConflictException`,
  timeout: 'TimeoutError RequestTimeout RequestTimeoutException APIConnectionTimeoutError',
  auth: `ExpiredToken ExpiredTokenException InvalidClientTokenId UnrecognizedClientException InvalidSignatureException SignatureDoesNotMatch
    AccessDeniedException AccessDenied AuthenticationError PermissionDeniedError StripeAuthenticationError StripePermissionError
    CredentialsProviderError`,
  validation: 'ValidationException ValidationError',
});

/** What an SDK's error says by its name, where the name is one that says something. */
export function classOfName(name: string): ErrorClass | undefined {
  return lookUp(NAMES, name) ?? (name.endsWith('TimeoutError') ? 'timeout' : undefined);
}

export interface Answer {
  readonly status: number;
  readonly class: ErrorClass;
  /** Milliseconds. */
  readonly retryAfter?: number;
}

/** The HTTP answer that an error of an SDK carries: on itself, on its response, or in AWS's `$metadata`. */
export function answerIn(error: Fields, now: number): Answer | undefined {
  const response = fieldsOf(error['response']);
  const status = [
    error['status'],
    error['statusCode'],
    response['status'],
    response['statusCode'],
    fieldsOf(error['$metadata'])['httpStatusCode'],
    error['code'],
  ]
    .map((value) => (typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value))
    .find((value): value is number => typeof value === 'number' && value >= 400 && value < 600);
  if (status === undefined) return undefined;
  const header = headersOf(error['headers'] ?? response['headers']);
  const retryAfter = waitOf(header, now);
  // Some say "too many" with 403.
  const refusedForNow = status === 403 && (retryAfter !== undefined || header('x-ratelimit-remaining') === '0');
  return { status, class: refusedForNow ? 'rate-limited' : classOfStatus(status), ...(retryAfter === undefined ? {} : { retryAfter }) };
}

type Header = (name: string) => string | undefined;

function waitOf(header: Header, now: number): number | undefined {
  const ms = header('retry-after-ms');
  if (ms !== undefined && /^\d+(?:\.\d+)?$/.test(ms)) return retryAfterMs(String(Number(ms) / 1000), now);
  const asked = retryAfterMs(header('retry-after'), now);
  if (asked !== undefined || header('x-ratelimit-remaining') !== '0') return asked;
  // Seconds since the epoch, as GitHub counts.
  const reset = Number(header('x-ratelimit-reset'));
  return reset * 1000 > now ? retryAfterMs(String((reset * 1000 - now) / 1000), now) : undefined;
}

/** Names in small letters: as plain records some clients have them otherwise. */
function headersOf(headers: unknown): Header {
  if (headers instanceof Headers) return (name) => headers.get(name) ?? undefined;
  const entries = Object.entries(fieldsOf(headers)).map(([name, value]) => [name.toLowerCase(), value] as const);
  const byName = new Map(entries);
  return (name) => {
    const value = byName.get(name);
    return typeof value === 'string' ? value : undefined;
  };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

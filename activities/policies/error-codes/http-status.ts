import type { ErrorClass } from '../../../src/core/errors/error-class.ts';

/** Milliseconds. A service that says "in a year" means "not now". */
const LONGEST = 24 * 3_600_000;

/** What a status of 400 or more says about trying again. */
export function classOfStatus(status: number): ErrorClass {
  if (status === 429) return 'rate-limited';
  if (status === 401 || status === 403 || status === 407) return 'auth';
  // Not built, or not in this version of HTTP: no waiting changes that.
  if (status === 501 || status === 505) return 'permanent';
  return status === 408 || status === 425 || status === 423 || status >= 500 ? 'transient' : 'permanent';
}

/** Milliseconds that a `Retry-After` header asks to wait: seconds or a date. At most a day. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const ms = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, Math.round(ms)), LONGEST);
}

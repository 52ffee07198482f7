import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';
import { classifyError } from './classify-error.ts';
import { retryAfterMs } from './error-codes/http-status.ts';

const withFields = (fields: object) => Object.assign(new Error('boom'), fields);

describe('classifyError', () => {
  it('keeps what our own errors say', () => {
    const error = new StepwrightError('CircuitOpen', 'open', { class: 'rate-limited', retryAfter: 5, details: { a: 1 } });
    expect(classifyError(error)).toEqual({ code: 'CircuitOpen', class: 'rate-limited', message: 'open', retryAfter: 5, details: { a: 1 } });
  });

  it('takes the code, class and details that an error of your own gives', () => {
    expect(classifyError(withFields({ code: 'E_MINE', class: 'permanent', details: { a: 1 } }))).toMatchObject({
      code: 'E_MINE',
      class: 'permanent',
      details: { a: 1 },
    });
    expect(classifyError(withFields({ code: 'E_MINE', class: 'no such class' }))).toMatchObject({ code: 'E_MINE', class: 'unknown' });
  });

  it('takes a plain error for unknown, which is retried', () => {
    expect(classifyError(new Error('boom'))).toEqual({ code: 'Error', class: 'unknown', message: 'boom' });
    expect(classifyError(new TypeError('boom'))).toMatchObject({ code: 'TypeError', class: 'unknown' });
    expect(classifyError('boom')).toEqual({ code: 'Error', class: 'unknown', message: 'boom' });
    expect(classifyError(undefined)).toMatchObject({ class: 'unknown' });
  });

  it.each([
    ['ECONNREFUSED', 'transient'],
    ['EAI_AGAIN', 'transient'],
    ['ETIMEDOUT', 'timeout'],
    ['ENOENT', 'permanent'],
    ['CERT_HAS_EXPIRED', 'permanent'],
  ])("reads Node's code %s as %s", (code, errorClass) => {
    expect(classifyError(withFields({ code }))).toMatchObject({ code, class: errorClass });
    const fetchError = new TypeError('fetch failed', { cause: withFields({ code }) });
    expect(classifyError(fetchError)).toMatchObject({ code, class: errorClass, message: 'fetch failed: boom' });
  });

  it.each([
    [429, 'rate-limited'],
    [503, 'transient'],
    [408, 'transient'],
    [401, 'auth'],
    [404, 'permanent'],
  ])('reads the status %i of HTTP clients as %s', (status, errorClass) => {
    const expected = { code: `Http${status}`, class: errorClass };
    expect(classifyError(withFields({ status }))).toMatchObject(expected);
    expect(classifyError(withFields({ statusCode: status }))).toMatchObject(expected);
    expect(classifyError(withFields({ response: { status } }))).toMatchObject(expected);
  });

  it('takes the time to wait from the headers of an HTTP client', () => {
    expect(classifyError(withFields({ status: 429, headers: { 'retry-after': '3' } }))).toMatchObject({ retryAfter: 3000 });
    expect(classifyError(withFields({ response: { status: 503, headers: new Headers({ 'Retry-After': '1' }) } }))).toMatchObject({
      retryAfter: 1000,
    });
  });

  it('names what does not fit a schema', () => {
    const { error } = z.object({ a: z.object({ b: z.number() }) }).safeParse({ a: { b: 'x' } });
    expect(classifyError(error)).toMatchObject({
      code: 'InvalidValue',
      class: 'validation',
      message: expect.stringContaining('a.b: ') as string,
    });
  });

  it("keeps the type and verdict of Temporal's own failures", () => {
    expect(classifyError(ApplicationFailure.nonRetryable('no', 'Declined', { why: 1 }))).toEqual({
      code: 'Declined',
      class: 'permanent',
      message: 'no',
      details: [{ why: 1 }],
    });
    expect(classifyError(ApplicationFailure.create({ message: 'later', type: 'Busy', nextRetryDelay: 7 }))).toEqual({
      code: 'Busy',
      class: 'unknown',
      message: 'later',
      retryAfter: 7,
    });
  });

  it('knows the timeout of an AbortSignal', () => {
    expect(classifyError(new DOMException('late', 'TimeoutError'))).toMatchObject({ code: 'Timeout', class: 'timeout' });
  });
});

describe('retryAfterMs', () => {
  const now = Date.UTC(2025, 0, 1);

  it('reads seconds and dates, and nothing else', () => {
    expect(retryAfterMs('120', now)).toBe(120_000);
    expect(retryAfterMs('Wed, 01 Jan 2025 00:00:30 GMT', now)).toBe(30_000);
    expect(retryAfterMs('Tue, 31 Dec 2024 00:00:00 GMT', now)).toBe(0);
    expect(retryAfterMs('soon', now)).toBeUndefined();
    expect(retryAfterMs(undefined, now)).toBeUndefined();
    expect(retryAfterMs('999999999', now)).toBe(86_400_000);
  });
});

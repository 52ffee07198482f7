import vm from 'node:vm';

import { describe, expect, test } from 'vitest';

import { ERROR_CODES } from './codes.ts';
import { docsPath } from './docs-url.ts';
import { ERROR_CLASSES, isRetryableClass } from './error-class.ts';
import { StepwrightError, toFailure } from './stepwright-error.ts';

describe('StepwrightError', () => {
  test('is permanent unless it says otherwise', () => {
    const error = new StepwrightError('InvalidInput', 'no');
    expect(error).toMatchObject({ code: 'InvalidInput', class: 'permanent', message: 'no', name: 'StepwrightError' });
    expect(error.hint).toBeUndefined();
    expect(new StepwrightError('Timeout', 'late', { class: 'timeout', hint: 'wait' })).toMatchObject({ class: 'timeout', hint: 'wait' });
  });

  test('instanceof holds across copies of the module, and for nothing else', async () => {
    const copyOf = './stepwright-error.ts?copy';
    const copy = (await import(copyOf)) as typeof import('./stepwright-error.ts');
    expect(copy.StepwrightError).not.toBe(StepwrightError);
    expect(new copy.StepwrightError('A', 'b')).toBeInstanceOf(StepwrightError);
    for (const other of [new Error('x'), null, undefined, 'x', {}, { code: 'A', class: 'permanent' }])
      expect(other instanceof StepwrightError).toBe(false);
  });
});

describe('toFailure', () => {
  test('keeps what a StepwrightError says, with its causes', () => {
    const cause = new StepwrightError('Inner', 'inner', { class: 'transient' });
    const error = new StepwrightError('Outer', 'outer', { class: 'auth', retryAfter: 5, details: { a: 1 }, cause });
    expect(toFailure(error)).toEqual({
      code: 'Outer',
      class: 'auth',
      message: 'outer',
      retryAfter: 5,
      details: { a: 1 },
      cause: { code: 'Inner', class: 'transient', message: 'inner' },
    });
  });

  test('an error of someone else is unknown, its name is the code', () => {
    expect(toFailure(new TypeError('bad', { cause: 'why' }))).toEqual({
      code: 'TypeError',
      class: 'unknown',
      message: 'bad',
      cause: { code: 'Error', class: 'unknown', message: 'why' },
    });
  });

  test('an error of another realm is one as well', () => {
    const foreign: unknown = vm.runInNewContext('new RangeError("far")');
    expect(toFailure(foreign)).toMatchObject({ class: 'unknown', message: expect.stringContaining('far') });
  });

  test.each([
    ['text', 'text'],
    [7, '7'],
    [null, 'null'],
    [undefined, 'undefined'],
  ])('anything thrown has a message: %j', (thrown, message) => {
    expect(toFailure(thrown)).toEqual({ code: 'Error', class: 'unknown', message });
  });

  test('an endless chain of causes and an object without text do no harm', () => {
    const loop = new Error('loop');
    loop.cause = loop;
    expect(toFailure(loop).message).toBe('loop');
    expect(toFailure(Object.create(null)).class).toBe('unknown');
  });
});

test('codes are unique and each has its page', () => {
  expect(new Set(ERROR_CODES).size).toBe(ERROR_CODES.length);
  expect(docsPath('Timeout')).toBe('docs/errors/Timeout.md');
});

test('of the classes, four are retried', () => {
  expect(ERROR_CLASSES.filter(isRetryableClass)).toEqual(['transient', 'rate-limited', 'timeout', 'unknown']);
});

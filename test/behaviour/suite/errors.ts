import { describe, expect, test } from 'vitest';

import { definition, probe, ran, type Driver } from '../driver.ts';

export function errors(driver: Driver): void {
  describe('errors', () => {
    test('Errors: a failure is {code, class, message, step, path, attempts, retryAfter, details}', async () => {
      const fail = { class: 'rate-limited', code: 'Slow', message: 'later', retryAfter: 5, details: { limit: 3 } };
      const { result } = await ran(driver, definition([probe('a', { fail }, { retry: { maxAttempts: 2, baseDelay: 1 } })]));
      const failure = {
        code: 'Slow',
        class: 'rate-limited',
        message: 'later',
        retryAfter: 5,
        details: { limit: 3 },
        attempts: 2,
        step: 'a',
        path: 'a',
      };
      expect(result.failure).toEqual(failure);
      expect(result.error).toBe('later');
      expect(result.steps[0]).toMatchObject({ error: 'later', failure, attempts: 2 });
    });

    test('Errors: step and path name what failed first, also on the blocks around it', async () => {
      const block = {
        id: 'i',
        type: 'if',
        condition: 'true',
        then: [probe('x', { fail: {} }, { retry: { maxAttempts: 3, baseDelay: 1 } })],
      } as const;
      const { result } = await ran(driver, definition([block]));
      expect(result.failure).toMatchObject({ step: 'x', path: 'i.x', attempts: 3 });
      expect(result.steps).toMatchObject([
        { path: 'i', attempts: 1, failure: { step: 'x' } },
        { path: 'i.x', attempts: 3 },
      ]);
    });

    test('an action that no worker has fails its step', async () => {
      const { result } = await ran(driver, definition([{ id: 'a', target: 'probe', action: 'none' }]));
      expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'UnknownAction', step: 'a' } });
    });

    test('a target that no worker has fails its step', async () => {
      const { result } = await ran(driver, definition([{ id: 'a', target: 'nowhere', action: 'none' }]));
      expect(result).toMatchObject({ status: 'FAILED', failure: { step: 'a' } });
      expect(['UnknownAction', 'UnknownTarget']).toContain(result.failure?.code);
    });
  });
}

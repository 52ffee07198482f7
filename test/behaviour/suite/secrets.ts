import { beforeAll, describe, expect, test } from 'vitest';

import { definition, probe, ran, reached, undo, type Driver } from '../driver.ts';

const VALUE = 'not-for-your-eyes';
/** What stands for it wherever somebody can look. */
const SHOWN = '[secret SUITE_TOKEN]';

export function secrets(driver: Driver): void {
  /** What an action is given: in memory there are no secrets. */
  const given = driver.virtual ? SHOWN : VALUE;

  describe('secrets', () => {
    beforeAll(() => {
      process.env['STEPWRIGHT_SECRET_SUITE_TOKEN'] = VALUE;
      return () => {
        delete process.env['STEPWRIGHT_SECRET_SUITE_TOKEN'];
      };
    });

    test('Secrets: params have them, alone and in text; a result shows the name', async () => {
      const params = { result: { alone: '$secrets.SUITE_TOKEN', text: 'Bearer $secrets.SUITE_TOKEN', in: ['$secrets.SUITE_TOKEN'] } };
      const { result, probe: seen } = await ran(driver, definition([probe('a', params)]));
      expect(seen.calls[0]?.params).toEqual({ result: { alone: given, text: `Bearer ${given}`, in: [given] } });
      expect(result.output).toEqual({ a: { alone: SHOWN, text: `Bearer ${SHOWN}`, in: [SHOWN] } });
    });

    test('Secrets: an error shows the name, on every attempt', async () => {
      const fail = { times: 1, message: 'bad $secrets.SUITE_TOKEN', details: { was: '$secrets.SUITE_TOKEN' } };
      const retry = { maxAttempts: 2, strategy: 'fixed', baseDelay: 1 } as const;
      const tries = await ran(driver, definition([probe('a', { fail, result: '$secrets.SUITE_TOKEN' }, { retry })]));
      expect(tries.probe.calls.map(({ params }) => params['result'])).toEqual([given, given]);
      expect(tries.result.output).toEqual({ a: SHOWN });
      const { result } = await ran(driver, definition([probe('a', { fail: { ...fail, times: 2 } }, { retry })]));
      expect(result.failure).toMatchObject({ message: `bad ${SHOWN}`, details: { was: SHOWN }, attempts: 2 });
    });

    test('Secrets: rollbacks have them; the plan shows the name', async () => {
      const run = await driver.start(
        definition(
          [probe('a', { result: 1 }, undo({ token: '$secrets.SUITE_TOKEN', of: '$result' })), probe('b', { hold: true, fail: {} })],
          {
            rollbackOnFailure: true,
          },
        ),
      );
      await reached(run, 'b', 'RUNNING');
      expect(await run.rollbackPlan()).toMatchObject([{ path: 'a', params: { token: SHOWN, of: 1 } }]);
      await run.probe.begun('b');
      run.probe.release('b');
      expect(await run.result()).toMatchObject({ status: 'ROLLED_BACK', rollbackErrors: [] });
      expect(run.probe.calls.at(-1)).toMatchObject({ path: 'a~rollback', params: { token: given, of: 1 } });
    });

    test('Secrets: text in data that looks like one is text', async () => {
      const { result } = await ran(driver, definition([probe('a', { result: '$x' })]), { input: { x: '$secrets.SUITE_TOKEN' } });
      expect(result.output).toEqual({ a: '$secrets.SUITE_TOKEN' });
    });

    test('Secrets: data that looks like a resolved one is refused', async () => {
      const input = { x: { $secretText: [{ secret: 'SUITE_TOKEN' }] } };
      const { result, probe: seen } = await ran(driver, definition([probe('a', { result: '$x' })]), { input });
      expect(seen.calls).toEqual([]);
      expect(result.failure).toMatchObject({ code: 'ExpressionError', step: 'a' });
    });

    test('Secrets: an inputSchema takes one for text', async () => {
      const inputSchema = { properties: { token: { type: 'string' } } };
      const step = probe('a', { token: '$secrets.SUITE_TOKEN' }, { inputSchema });
      expect((await ran(driver, definition([step]))).result.status).toBe('COMPLETED');
    });
  });
}

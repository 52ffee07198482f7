import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import { definition, probe, ran, statuses, type Driver } from '../driver.ts';
import { virtualOnly } from '../virtual-only.ts';

export function sequence(driver: Driver): void {
  describe('sequence', () => {
    test('Order: one step after the other, as declared', async () => {
      const { result, probe: seen } = await ran(driver, definition([probe('a', { sleep: 20 }), probe('b'), probe('c')]));
      expect(result.status).toBe('COMPLETED');
      expect(seen.calls.map(({ path }) => path)).toEqual(['a', 'b', 'c']);
      // Other runs have their moments in between.
      const moments = seen.calls.flatMap(({ began, ended }) => [began, ended ?? 0]);
      expect(moments).toEqual(moments.toSorted((a, b) => a - b));
    });

    test('Order: dependsOn changes nothing in a sequence', async () => {
      const { probe: seen } = await ran(driver, definition([probe('a'), probe('b'), probe('c', {}, { dependsOn: ['a'] })]));
      expect(seen.started).toEqual(['a', 'b', 'c']);
    });

    test('an empty list completes at once', async () => {
      const { result } = await ran(driver, definition([]));
      expect(result).toMatchObject({
        status: 'COMPLETED',
        success: true,
        steps: [],
        output: {},
        progress: { percentComplete: 100, totalSteps: 0 },
      });
    });

    test('Values: $id is what the action gave, with its type', async () => {
      const { probe: seen } = await ran(
        driver,
        definition([
          probe('a', { result: { n: 5, list: [1, { x: 'y' }] } }),
          probe('b', { whole: '$a', number: '$a.n', deep: '$a.list[1].x', text: 'n is $a.n' }),
        ]),
      );
      expect(seen.of('b')[0]?.params).toEqual({ whole: { n: 5, list: [1, { x: 'y' }] }, number: 5, deep: 'y', text: 'n is 5' });
    });

    test('an action that gives nothing has the value null', async () => {
      const { result, probe: seen } = await ran(driver, definition([probe('a'), probe('b', { got: '$a' })]));
      expect(seen.of('b')[0]?.params).toEqual({ got: null });
      expect(result.steps[0]?.result).toEqual({ data: null });
    });

    test('the idempotency key is run id and path', async () => {
      const { probe: seen, run } = await ran(
        driver,
        definition([probe('a'), { id: 'i', type: 'if', condition: 'true', then: [probe('n')] }]),
      );
      expect(seen.calls.map((call) => call.idempotencyKey)).toEqual([`${run.runId}/a`, `${run.runId}/i.n`]);
    });

    test('wait lets the time pass and has the value null', async () => {
      const { result } = await ran(driver, definition([{ id: 'w', type: 'wait', for: '120ms' }, probe('b', { got: '$w' })]));
      const [waited] = result.steps;
      expect(waited).toMatchObject({ status: 'COMPLETED', result: { data: null } });
      expect(waited?.duration).toBeGreaterThanOrEqual(119);
    });

    virtualOnly(driver, 'it waits two days')('wait for two days, by ISO 8601 and by text', async () => {
      const { result } = await ran(
        driver,
        definition([
          { id: 'w', type: 'wait', for: '1d12h' },
          { id: 'v', type: 'wait', for: 'PT12H' },
        ]),
      );
      expect(result.duration).toBe(2 * 24 * 3_600_000);
    });

    virtualOnly(driver, 'the time it waits for is in the virtual year')('wait until a time, with a zone; a date is UTC', async () => {
      const { result } = await ran(
        driver,
        definition([
          { id: 'w', type: 'wait', until: '2025-01-01T01:00:30+01:00' },
          { id: 'v', type: 'wait', until: '2025-01-02' },
        ]),
      );
      expect(result.steps.map((step) => step.endTime)).toEqual(['2025-01-01T00:00:30.000Z', '2025-01-02T00:00:00.000Z']);
    });

    test('wait until a time that is past goes on at once', async () => {
      const { result } = await ran(driver, definition([{ id: 'w', type: 'wait', until: '2001-01-01' }]));
      expect(statuses(result)).toEqual({ w: 'COMPLETED' });
    });

    test('wait until something that is no time fails the step', async () => {
      const { result } = await ran(driver, definition([{ id: 'w', type: 'wait', until: 'tomorrow' }]));
      expect(result.failure).toMatchObject({ code: 'InvalidValue', class: 'validation', step: 'w' });
    });

    test('wait for something that is no duration fails the step', async () => {
      const { result } = await ran(driver, definition([{ id: 'w', type: 'wait', for: '$input.d' }]), { input: { d: 'soon' } });
      expect(result.failure).toMatchObject({ code: 'InvalidDuration', step: 'w' });
    });

    test('validate gives the data back', async () => {
      const { result } = await ran(
        driver,
        definition([{ id: 'v', type: 'validate', data: { n: '$n' }, schema: { type: 'object', required: ['n'] } }]),
        { input: { n: 1 } },
      );
      expect(result.output).toEqual({ v: { n: 1 } });
    });

    test('validate fails with every violation and its path', async () => {
      const schema = { type: 'object', properties: { n: { type: 'number' }, t: { type: 'string' } } };
      const { result } = await ran(driver, definition([{ id: 'v', type: 'validate', data: { n: 'x', t: 3 }, schema }]));
      expect(result.failure).toMatchObject({ code: 'InvalidInput', class: 'validation', step: 'v' });
      expect(result.failure?.message).toMatch(/\/n .*\/t /);
      expect(result.failure?.details).toHaveLength(2);
    });

    test('a step kind that there is not fails the run, not the worker', async () => {
      const { result } = await ran(driver, definition([{ id: 'c', type: 'fly' } as unknown as Step]));
      expect(result.failure).toMatchObject({ code: 'NotSupportedYet', step: 'c' });
    });
  });
}

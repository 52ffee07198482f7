import { describe, expect, test } from 'vitest';

import { definition, probe, ran, statuses, type Driver } from '../driver.ts';

export function conditions(driver: Driver): void {
  describe('conditions', () => {
    test('if runs `then` when the condition holds, else `else`', async () => {
      const step = { id: 'i', type: 'if', condition: '$n > 1', then: [probe('yes')], else: [probe('no')] } as const;
      expect((await ran(driver, definition([step]), { input: { n: 2 } })).probe.started).toEqual(['i.yes']);
      expect((await ran(driver, definition([step]), { input: { n: 1 } })).probe.started).toEqual(['i.no']);
    });

    test('Values: the value of an if is that of the last declared step of the list that ran', async () => {
      const step = { id: 'i', type: 'if', condition: 'true', then: [probe('x', { result: 1 }), probe('y', { result: 2 })] } as const;
      const { result } = await ran(driver, definition([step]));
      expect(result.output).toEqual({ i: 2 });
    });

    test('Values: it is null when that last step was skipped', async () => {
      const step = {
        id: 'i',
        type: 'if',
        condition: 'true',
        then: [probe('x', { result: 1 }), probe('y', { result: 2 }, { when: 'false' })],
      } as const;
      expect((await ran(driver, definition([step]))).result.output).toEqual({ i: null });
    });

    test('if with no list to run completes with null', async () => {
      const { result } = await ran(driver, definition([{ id: 'i', type: 'if', condition: 'false', then: [probe('x')] }]));
      expect(result).toMatchObject({ status: 'COMPLETED', output: { i: null } });
      expect(statuses(result)).toEqual({ i: 'COMPLETED' });
    });

    test('Values: `output` on a block replaces its value and sees the steps inside', async () => {
      const step = {
        id: 'i',
        type: 'if',
        condition: 'true',
        then: [probe('x', { result: 1 }), probe('y', { result: 2 })],
        output: { both: ['$x', '$result'] },
      } as const;
      expect((await ran(driver, definition([step]))).result.output).toEqual({ i: { both: [1, 2] } });
    });

    test('switch runs the first case that fits, else default', async () => {
      const step = {
        id: 's',
        type: 'switch',
        cases: [
          { when: '$n > 10', steps: [probe('big')] },
          { when: '$n > 1', steps: [probe('some')] },
        ],
        default: [probe('none')],
      } as const;
      const started = async (n: number) => (await ran(driver, definition([step]), { input: { n } })).probe.started;
      expect(await started(20)).toEqual(['s.big']);
      expect(await started(5)).toEqual(['s.some']);
      expect(await started(0)).toEqual(['s.none']);
    });

    test('switch with no fitting case and no default completes with null', async () => {
      const { result } = await ran(driver, definition([{ id: 's', type: 'switch', cases: [{ when: 'false', steps: [probe('x')] }] }]));
      expect(result.output).toEqual({ s: null });
    });

    test('`when: false` skips the step: no call, no value', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([probe('a', {}, { when: '$n > 1' }), probe('b', { got: '$a', below: '$a.x.y' })]),
        { input: { n: 1 } },
      );
      expect(statuses(result)).toEqual({ a: 'SKIPPED', b: 'COMPLETED' });
      expect(seen.of('b')[0]?.params).toEqual({ got: null, below: null });
      expect(result.steps[0]).not.toHaveProperty('result');
    });

    test('Expressions: null as the whole result counts as false', async () => {
      const { result } = await ran(driver, definition([probe('a', {}, { when: '$input.gone' })]), { input: { gone: null } });
      expect(statuses(result)).toEqual({ a: 'SKIPPED' });
    });

    test('Expressions: a condition that is neither true, false nor null is an error', async () => {
      const { result } = await ran(driver, definition([probe('a', {}, { when: '$n + 1' })]), { input: { n: 1 } });
      expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'ExpressionError', step: 'a' } });
    });

    test('onSkip.set sets variables when the step is skipped, and only then', async () => {
      const run = definition([probe('a', {}, { when: '$n > 1', onSkip: { set: { state: 'skipped' } } }), probe('b', { state: '$state' })]);
      expect((await ran(driver, run, { input: { n: 1 } })).probe.of('b')[0]?.params).toEqual({ state: 'skipped' });
      expect((await ran(driver, run, { input: { n: 2 } })).probe.of('b')[0]?.params).toEqual({ state: null });
    });

    test('Who sees what: steps in a block are visible to what follows', async () => {
      const block = { id: 'i', type: 'if', condition: 'true', then: [probe('inner', { result: { v: 7 } })] } as const;
      const { probe: seen } = await ran(driver, definition([block, probe('b', { v: '$inner.v' })]));
      expect(seen.of('b')[0]?.params).toEqual({ v: 7 });
    });

    test('Null: a step of the list that did not run is null, and so is everything below', async () => {
      const block = { id: 'i', type: 'if', condition: 'false', then: [probe('inner')], else: [probe('other')] } as const;
      const { probe: seen } = await ran(driver, definition([block, probe('b', { v: '$inner.v.w' })]));
      expect(seen.of('b')[0]?.params).toEqual({ v: null });
    });

    test('Paths: blocks add their own id', async () => {
      const nested = {
        id: 'o',
        type: 'if',
        condition: 'true',
        then: [{ id: 's', type: 'switch', cases: [{ when: 'true', steps: [probe('x')] }] }],
      } as const;
      const { result } = await ran(driver, definition([nested]));
      expect(result.steps.map((step) => step.path)).toEqual(['o', 'o.s', 'o.s.x']);
    });

    test('a failing step fails its block, and the block its list', async () => {
      const block = { id: 'i', type: 'if', condition: 'true', then: [probe('x', { fail: { class: 'permanent' } }), probe('y')] } as const;
      const { result, probe: seen } = await ran(driver, definition([block, probe('z')]));
      expect(seen.started).toEqual(['i.x']);
      expect(statuses(result)).toEqual({ i: 'FAILED', 'i.x': 'FAILED' });
      expect(result.failure).toMatchObject({ step: 'x', path: 'i.x' });
    });

    test('Failing (4): a failing block has its own `optional`', async () => {
      const block = {
        id: 'i',
        type: 'if',
        condition: 'true',
        optional: true,
        then: [probe('x', { fail: { class: 'permanent' } })],
      } as const;
      const { result } = await ran(driver, definition([block, probe('z', { got: '$i' })]));
      expect(result.status).toBe('COMPLETED');
      expect(statuses(result)).toEqual({ i: 'FAILED', 'i.x': 'FAILED', z: 'COMPLETED' });
    });
  });
}

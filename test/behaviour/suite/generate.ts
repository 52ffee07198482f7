import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import type { GenerateStep } from '../../../src/core/definition/steps/generate.ts';
import { BROKEN, definition, probe, ran, statuses, undo, type Driver } from '../driver.ts';

/** What a run is given so that its `generate` step gets its steps. */
function made(steps: readonly unknown[], more: Readonly<Record<string, unknown>> = {}) {
  return { input: { made: steps, ...more } };
}

/** Its action gives the steps that the run was given. */
const GEN: GenerateStep = { id: 'gen', type: 'generate', target: 'probe', action: 'call', params: { result: '$made' } };

export function generated(driver: Driver): void {
  describe('generate', () => {
    test('the steps that the action returns are run here; the value is that of the list', async () => {
      const steps = [probe('x', { result: 1 }), probe('y', { result: '${ $x + 1 }' })];
      const { result, probe: seen } = await ran(driver, definition([GEN, probe('b', { got: '$gen' })]), made(steps));
      expect(result.status).toBe('COMPLETED');
      expect(seen.started).toEqual(['gen', 'gen.x', 'gen.y', 'b']);
      expect(seen.of('b')[0]?.params).toEqual({ got: 2 });
    });

    test('{ steps } is a list as well', async () => {
      const { result } = await ran(
        driver,
        definition([{ ...GEN, params: { result: { steps: '$made' } } }]),
        made([probe('x', { result: 1 })]),
      );
      expect(result.output).toEqual({ gen: 1 });
    });

    test('generate: no steps are a list too, whose value is null', async () => {
      expect((await ran(driver, definition([GEN]), made([]))).result).toMatchObject({ status: 'COMPLETED', output: { gen: null } });
    });

    test.each([
      ['no list', 'none', 'InvalidOutput'],
      ['an unknown field', [{ id: 'x', target: 'probe', action: 'call', parms: {} }], 'UnknownField'],
      ['an unknown target', [{ id: 'x', target: 'nowhere', action: 'call' }], 'UnknownTarget'],
      ['an unknown name', [probe('x', { got: '$gone' })], 'UnknownReference'],
      ['an id twice', [probe('x'), probe('x')], 'DuplicateStep'],
      ['a forward reference', [probe('x', { got: '$y' }), probe('y')], 'ForwardReference'],
      ['a bad step after a good one', [probe('x'), { id: 'y', type: 'set' }], 'MissingField'],
    ])('generate: steps are validated before any of them runs: %s', async (_, steps, code) => {
      const { result, probe: seen } = await ran(driver, definition([GEN, probe('never')]), { input: { made: steps } });
      expect(result).toMatchObject({ status: 'FAILED', failure: { code, class: 'validation', step: 'gen' } });
      expect(seen.started).toEqual(['gen']);
    });

    test('generate: an id that the definition has is refused', async () => {
      const { result, probe: seen } = await ran(driver, definition([GEN, probe('b')]), made([probe('b')]));
      expect(result.failure).toMatchObject({ code: 'DuplicateStep', step: 'gen' });
      expect(seen.started).toEqual(['gen']);
    });

    test('generate: an id that other generated steps around have is refused', async () => {
      const inner = { id: 'more', type: 'generate', target: 'probe', action: 'call', params: { result: [probe('x')] } };
      const { result } = await ran(driver, definition([GEN]), made([probe('x'), inner]));
      expect(result.failure).toMatchObject({ code: 'DuplicateStep', step: 'more' });
    });

    test('generate: generated steps see the names that are visible there', async () => {
      const steps = [probe('x', { item: '$item', i: '$index', a: '$a.v', v: '$v', input: '$n', run: '$run.definition' })];
      const loop: Step = { id: 'each', type: 'forEach', items: [7], steps: [GEN] };
      const { probe: seen } = await ran(
        driver,
        definition([probe('a', { result: { v: 1 } }), { id: 's', type: 'set', values: { v: 2 } }, loop]),
        made(steps, { n: 3 }),
      );
      expect(seen.of('each[0].gen.x')[0]?.params).toEqual({ item: 7, i: 0, a: 1, v: 2, input: 3, run: 'suite' });
    });

    test('Who sees what: generated steps are a body: a second execution does not see the first', async () => {
      const steps = [probe('x', { result: '$index' }, { when: '$index == 0' }), probe('again', { x: '$x' })];
      const loop: Step = { id: 'each', type: 'forEach', items: [1, 2], steps: [GEN] };
      const { probe: seen } = await ran(driver, definition([loop]), made(steps));
      expect(seen.of('each[0].gen.again')[0]?.params).toEqual({ x: 0 });
      expect(seen.of('each[1].gen.again')[0]?.params).toEqual({ x: null });
    });

    test('Values: `output` of a generate sees the steps inside', async () => {
      const { result } = await ran(
        driver,
        definition([{ ...GEN, output: ['$result', '$input.n'] }]),
        made([probe('x', { result: 1 })], { n: 2 }),
      );
      expect(result.output).toEqual({ gen: [1, 2] });
    });

    test('Result: of generated steps only failed ones are named', async () => {
      const { result } = await ran(driver, definition([GEN]), made([probe('x'), probe('y', BROKEN)]));
      expect(result).toMatchObject({ status: 'FAILED', failure: { step: 'y', path: 'gen.y' } });
      expect(statuses(result)).toEqual({ gen: 'FAILED', 'gen.y': 'FAILED' });
    });

    test('Failing: generated steps may be optional, be tried again, be caught', async () => {
      const steps = [
        probe('x', BROKEN, { optional: true }),
        probe('y', { fail: { times: 1 }, result: 2 }, { retry: { maxAttempts: 2, baseDelay: 5 } }),
      ];
      expect((await ran(driver, definition([GEN]), made(steps))).result).toMatchObject({ status: 'COMPLETED', output: { gen: 2 } });
      const caught: Step = { id: 't', type: 'try', steps: [GEN], catch: [{ steps: [probe('c', { path: '$error.path' })] }] };
      const { probe: seen } = await ran(driver, definition([caught]), made([probe('y', BROKEN)]));
      expect(seen.of('t.c')[0]?.params).toEqual({ path: 't.gen.y' });
    });

    test('blocks can be generated', async () => {
      const block = { id: 'i', type: 'if', condition: '$n > 1', then: [probe('x', { result: 'yes' })], else: [probe('y')] };
      const { result, probe: seen } = await ran(driver, definition([GEN]), made([block], { n: 2 }));
      expect(seen.started).toEqual(['gen', 'gen.i.x']);
      expect(result.output).toEqual({ gen: 'yes' });
    });

    test("the action is tried again as `retry` says; its failure is the step's", async () => {
      const flaky = { ...GEN, params: { result: '$made', fail: { times: 1 } }, retry: { maxAttempts: 2, baseDelay: 5 } };
      const { result, probe: seen } = await ran(driver, definition([flaky]), made([probe('x')]));
      expect([result.status, seen.of('gen').length, seen.of('gen.x').length]).toEqual(['COMPLETED', 2, 1]);
      const failed = await ran(driver, definition([{ ...GEN, params: BROKEN }]), made([]));
      expect(failed.result.failure).toMatchObject({ code: 'ProbeFailed', step: 'gen', path: 'gen' });
    });

    test('Limits: maxSteps counts declared plus generated steps, never executions: StepLimit', async () => {
      const steps = [probe('x'), { id: 'i', type: 'if', condition: 'true', then: [probe('y')] }];
      const few = await ran(driver, definition([GEN, probe('b')], { limits: { maxSteps: 4 } }), made(steps));
      expect(few.result.failure).toMatchObject({ code: 'StepLimit', step: 'gen' });
      expect(few.probe.started).toEqual(['gen']);
      expect((await ran(driver, definition([GEN, probe('b')], { limits: { maxSteps: 5 } }), made(steps))).result.status).toBe('COMPLETED');
      const loop: Step = { id: 'each', type: 'forEach', items: [1, 2, 3, 4, 5], steps: [probe('x')] };
      expect((await ran(driver, definition([loop], { limits: { maxSteps: 2 } }))).result.status).toBe('COMPLETED');
    });

    test('Rollback: generated steps are undone like any', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([GEN, probe('bad', BROKEN)], { rollbackOnFailure: true }),
        made([probe('x', {}, undo()), probe('y', {}, undo())]),
      );
      expect(result.status).toBe('ROLLED_BACK');
      expect(seen.started.slice(-2)).toEqual(['gen.y~rollback', 'gen.x~rollback']);
    });

    test('return, pause and cancel reach generated steps', async () => {
      const early = await ran(driver, definition([GEN, probe('never')]), made([{ id: 'r', type: 'return', value: 'early' }]));
      expect(early.result).toMatchObject({ status: 'COMPLETED', output: 'early' });
      const run = await driver.start(definition([GEN]), made([probe('x', { hold: true }), probe('y', { hold: true })]));
      await run.probe.begun('gen.x');
      await run.pause();
      run.probe.release('gen.x');
      await run.untilTold(({ path, type }) => path === 'gen.x' && type === 'step:completed');
      expect(run.probe.of('gen.y')).toEqual([]);
      await run.resume();
      await run.probe.begun('gen.y');
      await run.cancel();
      expect(statuses(await run.result())).toMatchObject({ gen: 'CANCELLED' });
    });
  });
}

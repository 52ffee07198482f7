import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import type { State } from '../../../src/core/definition/workflow-definition.ts';
import { BROKEN, definition, probe, ran, reached, statuses, type Driver } from '../driver.ts';
import { machineOf } from './machine.ts';

function waitFor(id: string): Step {
  return { id, type: 'event', event: id };
}

/** Waits for the first of two events. */
const FIRST_OF_TWO: Step = {
  id: 'first',
  type: 'parallel',
  join: 'any',
  branches: { paid: [waitFor('paid')], refused: [waitFor('refused')] },
};

/** A JavaScript engine goes through 9 before 10, and through both before "b", wherever they stand. */
const PRICES = { b: 2, '10': 10, a: 1, '9': 9 } as const;

/** What a known product does wrong, each in the shape in which its users met it. Network calls: test/architecture/sandbox-purity.test.ts. */
export function peerDefects(driver: Driver): void {
  describe('known defects of a peer', () => {
    test('an `any` wait ends with the first event, whatever never comes', async () => {
      const run = await driver.start(definition([FIRST_OF_TWO, probe('then')]));
      await reached(run, 'first.paid.paid', 'WAITING');
      await reached(run, 'first.refused.refused', 'WAITING');
      await run.send({ type: 'refused', data: 'too dear' });
      const result = await run.result();
      expect(result).toMatchObject({ status: 'COMPLETED', output: { first: { branch: 'refused', value: 'too dear' } } });
      expect(statuses(result)).toMatchObject({ 'first.paid.paid': 'CANCELLED', 'first.refused.refused': 'COMPLETED', then: 'COMPLETED' });
    });

    test('an `any` wait goes on when a branch fails, and fails when none is left', async () => {
      const branches = { call: [probe('call', BROKEN)], event: [waitFor('paid'), probe('book', BROKEN)] };
      const run = await driver.start(definition([{ ...FIRST_OF_TWO, branches } as Step]));
      await reached(run, 'first.call.call', 'FAILED');
      await reached(run, 'first.event.paid', 'WAITING');
      await run.send({ type: 'paid' });
      expect(await run.result()).toMatchObject({ status: 'FAILED', failure: { code: 'ProbeFailed' } });
    });

    test('a jump backwards runs the steps again, with what was found out in between', async () => {
      const states: Readonly<Record<string, State>> = {
        draft: {
          entry: [probe('write', { result: '${ default($round, 0) + 1 }' }), { id: 'count', type: 'set', values: { round: '$write' } }],
          always: 'review',
        },
        review: {
          entry: [probe('read', { result: { ok: '${ $round >= 3 }' } })],
          always: [{ when: '$read.ok', target: 'done' }, { target: 'draft' }],
        },
        done: { type: 'final', output: '$round' },
      };
      const { result, probe: seen } = await ran(driver, machineOf(states));
      expect(result).toMatchObject({ status: 'COMPLETED', output: 3 });
      expect(seen.started).toEqual(['draft.write', 'review.read', 'draft#2.write', 'review#2.read', 'draft#3.write', 'review#3.read']);
    });

    test('the order of an object is that of its sorted keys, on every machine and in every replay', async () => {
      const loop = (id: string, items: string): Step => ({
        id,
        type: 'forEach',
        items,
        as: `in_${id}`,
        steps: [probe(`of_${id}`, { saw: `$in_${id}` })],
      });
      const steps = [
        loop('keys', '${ keys($prices) }'),
        loop('values', '${ values($prices) }'),
        loop('entries', '${ entries($prices) }'),
        loop('map', '${ $prices.map(k, k) }'),
        loop('groups', '${ keys(groupBy(["b1", "10", "a1", "9"].map(t, { "t": t }), "t")) }'),
      ];
      const { result, probe: seen } = await ran(driver, definition(steps), { input: { prices: PRICES } });
      expect(result.status).toBe('COMPLETED');
      const saw = (id: string) => seen.calls.filter(({ path }) => path.endsWith(`of_${id}`)).map(({ params }) => params['saw']);
      expect(saw('keys')).toEqual(['10', '9', 'a', 'b']);
      expect(saw('values')).toEqual([10, 9, 1, 2]);
      expect(saw('entries')).toEqual(['10', '9', 'a', 'b'].map((key) => ({ key, value: PRICES[key as keyof typeof PRICES] })));
      expect(saw('map')).toEqual(['10', '9', 'a', 'b']);
      expect(saw('groups')).toEqual(['10', '9', 'a1', 'b1']);
    });

    test('branches begin in the order in which they are declared', async () => {
      const names = ['z', 'b10', 'b9', 'a'];
      const branches = Object.fromEntries(names.map((name) => [name, [probe(`of_${name}`)]]));
      const { result, probe: seen } = await ran(driver, definition([{ id: 'fork', type: 'parallel', branches, maxConcurrency: 1 }]));
      expect(seen.started).toEqual(names.map((name) => `fork.${name}.of_${name}`));
      expect(Object.keys((result.output as { readonly fork: object }).fork)).toEqual(names);
    });

    test('a `while` is tested before each iteration and not within one', async () => {
      const none = { id: 'never', type: 'while', condition: 'false', steps: [probe('no')] } as const;
      const loop: Step = {
        id: 'loop',
        type: 'while',
        condition: 'default($left, 2) > 0',
        steps: [{ id: 'less', type: 'set', values: { left: '${ default($left, 2) - 1 }' } }, probe('x', { left: '$left' })],
      };
      const { result, probe: seen } = await ran(driver, definition([none, loop]));
      expect(result.status).toBe('COMPLETED');
      // The condition is false already when the last call begins.
      expect(seen.calls.map(({ path, params }) => [path, params['left']])).toEqual([
        ['loop[0].x', 1],
        ['loop[1].x', 0],
      ]);
    });
  });
}

import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import { allBegun, definition, probe, ran, statuses, undo, type Driver } from '../driver.ts';
import { virtualOnly } from '../virtual-only.ts';

/** A definition of its own: what other tests keep is not seen. */
let definitions = 0;
function named() {
  return { id: `cached-${Date.now().toString(36)}-${(definitions += 1)}` };
}

function cached(result: { readonly steps: readonly { readonly path: string; readonly cached?: boolean }[] }): readonly string[] {
  return result.steps.filter((step) => step.cached === true).map(({ path }) => path);
}

const CACHE = { cache: {} } as const;
const PARAMS = { result: { price: 3 } };

export function cache(driver: Driver): void {
  describe('cache', () => {
    test('of two equal calls one is made, and both steps have its result', async () => {
      const steps = [probe('a', PARAMS, CACHE), probe('b', PARAMS, CACHE), { id: 'end', type: 'return', value: '$b.price' } as Step];
      const { result, probe: seen } = await ran(driver, definition(steps, named()));
      expect(result.output).toBe(3);
      expect(seen.started).toEqual(['a']);
      expect(cached(result)).toEqual(['b']);
    });

    test('the trail says which', async () => {
      const { run } = await ran(driver, definition([probe('a', PARAMS, CACHE), probe('b', PARAMS, CACHE)], named()));
      const ended = (await run.trail()).filter(({ type }) => type === 'step:completed');
      expect(ended.map(({ path, cached: kept = false }) => [path, kept])).toEqual([
        ['a', false],
        ['b', true],
      ]);
    });

    test('other params are another call; a key takes their place', async () => {
      const steps = [
        probe('a', { result: 1 }, CACHE),
        probe('b', { result: 2 }, CACHE),
        probe('c', { result: 3 }, { cache: { key: '$sku' } }),
        probe('d', { result: 4 }, { cache: { key: '$sku' } }),
        probe('e', { result: 5 }, { cache: { key: { of: '$sku' } } }),
      ];
      const { result, probe: seen } = await ran(driver, definition(steps, named()), { input: { sku: 's' } });
      expect(seen.started).toEqual(['a', 'b', 'c', 'e']);
      expect(result.steps.map((step) => step.result?.data)).toEqual([1, 2, 3, 3, 5]);
    });

    test('steps without a cache are called', async () => {
      const { probe: seen } = await ran(driver, definition([probe('a', PARAMS, CACHE), probe('b', PARAMS)], named()));
      expect(seen.started).toEqual(['a', 'b']);
    });

    test('`output` maps what was kept, as it is', async () => {
      const steps = [
        probe('a', PARAMS, { ...CACHE, output: '${ $result.price + 1 }' }),
        probe('b', PARAMS, { ...CACHE, output: '${ $result.price + 2 }' }),
      ];
      const { result } = await ran(driver, definition(steps, named()));
      expect(result.steps.map((step) => step.result?.data)).toEqual([4, 5]);
    });

    test('`when` says whether a result is kept; it sees the result, and what the step sees', async () => {
      const when = (id: string, result: number, more = '') =>
        probe(id, { result }, { cache: { key: id[0], when: `$result > $least${more}` } });
      const steps = [when('a1', 3), when('a2', 9), when('a3', 1), when('b1', 9, ' && $b1 < 10'), when('b2', 3)];
      const { result, probe: seen } = await ran(driver, definition(steps, named()), { input: { least: 5 } });
      expect(seen.started).toEqual(['a1', 'a2', 'b1']);
      expect(result.steps.map((step) => step.result?.data)).toEqual([3, 9, 9, 9, 9]);
    });

    test('failures are not kept: the next attempt, and the next step, call again', async () => {
      const retry = { maxAttempts: 2, strategy: 'fixed', baseDelay: 1 };
      const fail = { fail: { times: 1 }, result: 1 };
      const { result, probe: seen } = await ran(
        driver,
        definition(
          [probe('a', fail, { ...CACHE, optional: true }), probe('b', fail, { ...CACHE, retry }), probe('c', fail, CACHE)],
          named(),
        ),
      );
      expect(statuses(result)).toEqual({ a: 'FAILED', b: 'COMPLETED', c: 'COMPLETED' });
      expect(seen.calls.map(({ path, attempt }) => [path, attempt])).toEqual([
        ['a', 1],
        ['b', 1],
        ['b', 2],
      ]);
      expect(cached(result)).toEqual(['c']);
    });

    test('of equal calls at one time one is made', async () => {
      const branches = Object.fromEntries(
        ['a', 'b', 'c'].map((id) => [id, [probe(id, { hold: true, result: 1 }, { cache: { key: 'same' } })]]),
      );
      const fork = { id: 'fork', type: 'parallel', branches } as Step;
      const run = await driver.start(definition([fork], named()));
      const first = await run.probe.when(() => true);
      run.probe.release(first.path);
      const result = await run.result();
      expect(result.status).toBe('COMPLETED');
      expect(run.probe.calls).toHaveLength(1);
      expect(result.steps.filter((step) => step.cached === true)).toHaveLength(2);
    });

    test('a call that is cancelled does not keep those that wait for it', async () => {
      const race = {
        id: 'race',
        type: 'parallel',
        join: 'race',
        branches: { slow: [probe('slow', { hold: true }, { cache: { key: 'same' } })], quick: [probe('quick', { hold: true })] },
      } as Step;
      const run = await driver.start(definition([race, probe('next', { result: 1 }, { cache: { key: 'same' } })], named()));
      await allBegun(run, 'race.slow.slow', 'race.quick.quick');
      run.probe.release('race.quick.quick');
      const result = await run.result();
      expect(statuses(result)).toMatchObject({ race: 'COMPLETED', next: 'COMPLETED' });
      expect(cached(result)).toEqual([]);
    });

    test('a step whose result was kept is not rolled back: it did nothing', async () => {
      const steps = [
        probe('a', PARAMS, { ...CACHE, ...undo() }),
        probe('b', PARAMS, { ...CACHE, ...undo() }),
        { id: 'end', type: 'fail', error: 'enough' } as Step,
      ];
      const { result, probe: seen } = await ran(driver, definition(steps, { ...named(), rollbackOnFailure: true }));
      expect(seen.calls.filter(({ action }) => action === 'undo').map(({ path }) => path)).toEqual(['a~rollback']);
      expect(statuses(result)).toMatchObject({ a: 'ROLLED_BACK', b: 'COMPLETED' });
    });

    test('iterations share it', async () => {
      const loop = { id: 'each', type: 'forEach', items: [1, 2, 1, 2, 1], steps: [probe('a', { result: '$item' }, CACHE)] } as Step;
      const { result, probe: seen } = await ran(driver, definition([loop], named()));
      expect(seen.started).toEqual(['each[0].a', 'each[1].a']);
      expect(result.steps[0]?.result?.data).toEqual([1, 2, 1, 2, 1]);
    });

    test.each([
      ['run', [1, 2, 3]],
      ['definition', [1, 1, 3]],
      ['global', [1, 1, 1]],
      // The default.
      [undefined, [1, 1, 3]],
    ] as const)('scope %s', async (scope, expected) => {
      const [one, other] = [named(), named()];
      const key = `shared-${one.id}`;
      const child = (id: string, { id: workflow }: { readonly id: string }, result: number): Step => ({
        id,
        type: 'workflow',
        workflow: {
          id: workflow,
          name: 'Child',
          steps: [probe('a', { result }, { cache: { key, ...(scope === undefined ? {} : { scope }) } })],
          output: '$a',
        },
      });
      const { result } = await ran(driver, definition([child('x', one, 1), child('y', one, 2), child('z', other, 3)]));
      expect(result.steps.map((step) => step.result?.data)).toEqual(expected);
    });

    test('generated steps: what was kept is run anew', async () => {
      const params = { result: [{ id: 'inner', target: 'probe', action: 'call', params: { result: 7 } }] };
      const generate = (id: string): Step => ({ id, type: 'generate', target: 'probe', action: 'call', params, ...CACHE });
      const loop = { id: 'each', type: 'forEach', items: [1, 2], steps: [generate('gen')] } as Step;
      const { result, probe: seen } = await ran(driver, definition([loop], named()));
      expect(result.steps[0]?.result?.data).toEqual([7, 7]);
      expect(seen.started).toEqual(['each[0].gen', 'each[0].gen.inner', 'each[1].gen.inner']);
    });

    test('generated steps are checked, whatever is kept', async () => {
      const generate = (id: string, steps: readonly object[]): Step => ({
        id,
        type: 'generate',
        target: 'probe',
        action: 'call',
        params: { result: steps },
        cache: { key: 'same', when: '$result == null' },
        optional: true,
      });
      const steps = [
        generate('good', [{ id: 'x', type: 'set', values: { a: 1 } }]),
        generate('bad', [{ id: 'y', type: 'set', values: { b: 1 }, nonsense: 1 }]),
      ];
      expect(statuses((await ran(driver, definition(steps, named()))).result)).toMatchObject({ good: 'COMPLETED', bad: 'FAILED' });
    });

    virtualOnly(driver, 'it would take an hour')('what is kept is made anew after its `ttl`, by default an hour', async () => {
      const again = (id: string, ttl: object = {}) => probe(id, PARAMS, { cache: { key: 'same', ...ttl } });
      const wait = (id: string, time: string): Step => ({ id, type: 'wait', for: time });
      const steps = [
        again('a', { ttl: '1m' }),
        wait('w1', '59s'),
        again('b'),
        wait('w2', '2s'),
        again('c'),
        wait('w3', '59m'),
        again('d'),
        wait('w4', '2m'),
        again('e'),
      ];
      const { probe: seen } = await ran(driver, definition(steps, named()));
      expect(seen.started).toEqual(['a', 'c', 'e']);
    });
  });
}

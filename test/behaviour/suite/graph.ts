import { describe, expect, test } from 'vitest';

import { definition, probe, ran, statuses, type Driver } from '../driver.ts';

const graphOf: typeof definition = (steps, more) => definition(steps, { mode: 'graph', ...more });

export function graph(driver: Driver): void {
  describe('graph', () => {
    test('Order: steps without dependencies start together, in order of declaration', async () => {
      const run = await driver.start(graphOf([probe('a', { hold: true }), probe('b', { hold: true }), probe('c', { hold: true })]));
      await run.probe.begun('c');
      for (const id of ['a', 'b', 'c']) run.probe.release(id);
      const result = await run.result();
      expect(result.status).toBe('COMPLETED');
      const ends = run.probe.calls.map(({ ended }) => ended ?? 0);
      expect(Math.max(...run.probe.calls.map(({ began }) => began))).toBeLessThan(Math.min(...ends));
    });

    test('Order: a step waits for its dependsOn and for nothing else', async () => {
      const run = await driver.start(graphOf([probe('slow', { hold: true }), probe('a'), probe('b', {}, { dependsOn: ['a'] })]));
      await run.until(({ steps }) => steps.some((step) => step.path === 'b' && step.status === 'COMPLETED'));
      run.probe.release('slow');
      expect((await run.result()).status).toBe('COMPLETED');
    });

    test('Order: in graph mode references count as dependsOn', async () => {
      const { probe: seen } = await ran(driver, graphOf([probe('last', { got: '$first' }), probe('first', { sleep: 30, result: 'x' })]));
      expect(seen.started).toEqual(['first', 'last']);
      expect(seen.of('last')[0]?.params).toEqual({ got: 'x' });
    });

    test("Order: references inside a block count as the block's", async () => {
      const block = { id: 'block', type: 'if', condition: 'true', then: [probe('free'), probe('bound', { got: '$first' })] } as const;
      const { probe: seen } = await ran(driver, graphOf([block, probe('first', { sleep: 30 })]));
      expect(seen.started).toEqual(['first', 'block.free', 'block.bound']);
    });

    test('Order: lists in blocks are sequences also in graph mode', async () => {
      const block = { id: 'block', type: 'if', condition: 'true', then: [probe('a', { sleep: 30 }), probe('b')] } as const;
      const { probe: seen } = await ran(driver, graphOf([block]));
      expect(seen.calls.map(({ path }) => path)).toEqual(['block.a', 'block.b']);
      expect(seen.of('block.b')[0]?.began).toBeGreaterThan(seen.of('block.a')[0]?.ended ?? Infinity);
    });

    test('Order: a reference to a step inside a block depends on the block', async () => {
      const block = { id: 'block', type: 'if', condition: 'true', then: [probe('in', { sleep: 20, result: 1 })] } as const;
      const { probe: seen } = await ran(driver, graphOf([probe('after', { got: '$in' }), block]));
      expect(seen.of('after')[0]?.params).toEqual({ got: 1 });
    });

    test('Order: a dependency is met when the step was skipped, or failed and was tolerated', async () => {
      const { result } = await ran(
        driver,
        graphOf([
          probe('skipped', {}, { when: 'false' }),
          probe('tolerated', { fail: {} }, { optional: true }),
          probe('after', {}, { dependsOn: ['skipped', 'tolerated'] }),
        ]),
      );
      expect(result.status).toBe('COMPLETED');
      expect(statuses(result)).toEqual({ skipped: 'SKIPPED', tolerated: 'FAILED', after: 'COMPLETED' });
    });

    test('Variables: a reference to a variable depends on all the steps that set it', async () => {
      const { probe: seen } = await ran(
        driver,
        graphOf([
          probe('use', { got: '$v' }),
          { id: 'one', type: 'set', values: { v: '$slow' } },
          { id: 'two', type: 'set', values: { v: 'second' }, dependsOn: ['one'] },
          probe('slow', { sleep: 20, result: 'first' }),
        ]),
      );
      expect(seen.of('use')[0]?.params).toEqual({ got: 'second' });
    });

    test('diamonds: the last of several dependencies lets the step go', async () => {
      const { probe: seen } = await ran(
        driver,
        graphOf([
          probe('end', {}, { dependsOn: ['left', 'right'] }),
          probe('left', { sleep: 10 }, { dependsOn: ['start'] }),
          probe('right', { sleep: 60 }, { dependsOn: ['start'] }),
          probe('start'),
        ]),
      );
      expect(seen.started[0]).toBe('start');
      expect(seen.started.at(-1)).toBe('end');
      expect(seen.of('end')[0]?.began).toBeGreaterThan(Math.max(seen.of('left')[0]?.ended ?? 0, seen.of('right')[0]?.ended ?? 0));
    });

    test('maxConcurrency: calls at once in this run', async () => {
      const ids = ['a', 'b', 'c', 'd', 'e'];
      const { probe: seen } = await ran(
        driver,
        graphOf(
          ids.map((id) => probe(id, { sleep: 30 })),
          { maxConcurrency: 2 },
        ),
      );
      expect(mostAtOnce(seen.calls)).toBe(2);
      expect(seen.started).toEqual(ids);
    });

    test('maxConcurrency: only calls count, a block never holds a slot', async () => {
      const blocks = ['a', 'b'].map((id) => ({ id: `in-${id}`, type: 'if', condition: 'true', then: [probe(id, { sleep: 20 })] }) as const);
      const { result } = await ran(driver, graphOf(blocks, { maxConcurrency: 1 }));
      expect(result.status).toBe('COMPLETED');
    });

    test('a definition nobody validated whose steps wait for each other fails', async () => {
      const { result } = await ran(
        driver,
        graphOf([probe('ok'), probe('a', {}, { dependsOn: ['b'] }), probe('b', {}, { dependsOn: ['a'] })]),
      );
      expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'DependencyCycle' } });
    });
  });
}

function mostAtOnce(calls: readonly { readonly began: number; readonly ended?: number }[]): number {
  return Math.max(...calls.map(({ began }) => calls.filter((other) => other.began <= began && (other.ended ?? Infinity) > began).length));
}

import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import { definition, probe, ran, statuses, type Driver } from '../driver.ts';
import { virtualOnly } from '../virtual-only.ts';

let keys = 0;
/** A circuit of its own. */
function circuit(more: Readonly<Record<string, unknown>> = {}) {
  return { circuitBreaker: { key: `circuit-${Date.now().toString(36)}-${(keys += 1)}`, failures: 2, ...more } };
}

const FAIL = { fail: {} } as const;
const OPTIONAL = { optional: true } as const;

function codes(result: {
  readonly steps: readonly { readonly path: string; readonly failure?: { readonly code: string } }[];
}): Record<string, string | undefined> {
  return Object.fromEntries(result.steps.map(({ path, failure }) => [path, failure?.code]));
}

export function circuitBreaker(driver: Driver): void {
  const exact = virtualOnly(driver, 'it would take minutes');

  describe('circuit breaker', () => {
    test('after so many failures nothing is called any more', async () => {
      const breaker = circuit();
      const steps = ['a', 'b', 'c', 'd'].map((id) => probe(id, FAIL, { ...OPTIONAL, ...breaker }));
      const { result, probe: seen } = await ran(driver, definition(steps));
      expect(codes(result)).toEqual({ a: 'ProbeFailed', b: 'ProbeFailed', c: 'CircuitOpen', d: 'CircuitOpen' });
      expect(seen.started).toEqual(['a', 'b']);
    });

    test('CircuitOpen is transient and says when it is tried again', async () => {
      const breaker = circuit({ failures: 1, openFor: '10m' });
      const { result } = await ran(driver, definition(['a', 'b'].map((id) => probe(id, FAIL, { ...OPTIONAL, ...breaker }))));
      const failure = result.steps[1]?.failure;
      expect(failure).toMatchObject({ code: 'CircuitOpen', class: 'transient', details: { key: breaker.circuitBreaker.key } });
      expect(failure?.retryAfter).toBeGreaterThan(590_000);
      expect(failure?.retryAfter).toBeLessThanOrEqual(600_000);
    });

    test('attempts count, and an open circuit fails an attempt', async () => {
      const retry = { maxAttempts: 4, strategy: 'fixed', baseDelay: 1 };
      const { result, probe: seen } = await ran(
        driver,
        definition([probe('a', FAIL, { retry, ...circuit({ openFor: '100ms', probes: 1 }) })]),
      );
      // Two failures open it, the third attempt is not made, the fourth is the probe.
      expect(seen.of('a').map(({ attempt }) => attempt)).toEqual([1, 2, 4]);
      expect(result.steps[0]).toMatchObject({ status: 'FAILED', attempts: 4 });
    });

    test('who answers that a call is wrong is well', async () => {
      const breaker = circuit();
      const steps = ['permanent', 'validation', 'auth', 'permanent'].map((errorClass, index) =>
        probe(`s${index}`, { fail: { class: errorClass } }, { ...OPTIONAL, ...breaker }),
      );
      const { probe: seen } = await ran(driver, definition(steps));
      expect(seen.started).toHaveLength(4);
    });

    test.each(['transient', 'rate-limited', 'unknown'])('an error of class %s counts', async (errorClass) => {
      const breaker = circuit();
      const steps = ['a', 'b', 'c'].map((id) => probe(id, { fail: { class: errorClass } }, { ...OPTIONAL, ...breaker }));
      expect((await ran(driver, definition(steps))).probe.started).toEqual(['a', 'b']);
    });

    test('a timeout counts', async () => {
      const breaker = circuit();
      const steps = ['a', 'b', 'c'].map((id) => probe(id, { sleep: 5_000 }, { timeout: 50, ...OPTIONAL, ...breaker }));
      const { result, probe: seen } = await ran(driver, definition(steps));
      expect(codes(result)).toEqual({ a: 'Timeout', b: 'Timeout', c: 'CircuitOpen' });
      expect(seen.started).toEqual(['a', 'b']);
    });

    test('by default a target and action are one circuit', async () => {
      const breaker = { circuitBreaker: { failures: 1, openFor: '2s' } };
      const call = (id: string, action: string, params: Readonly<Record<string, unknown>>): Step => ({
        id,
        target: 'probe',
        action,
        params,
        ...OPTIONAL,
        ...breaker,
      });
      const steps = [call('a', 'undo', FAIL), call('b', 'undo', { result: 1 }), call('c', 'call', { result: 1 })];
      const { result } = await ran(driver, definition(steps));
      expect(codes(result)).toEqual({ a: 'ProbeFailed', b: 'CircuitOpen', c: undefined });
    });

    test('a key makes another circuit, also for the same action', async () => {
      const [one, other] = [circuit(), circuit()];
      const steps = [
        ...['a', 'b', 'c'].map((id) => probe(id, FAIL, { ...OPTIONAL, ...one })),
        probe('d', { result: 1 }, other),
        probe('e', { result: 1 }),
      ];
      const { result } = await ran(driver, definition(steps));
      expect(statuses(result)).toEqual({ a: 'FAILED', b: 'FAILED', c: 'FAILED', d: 'COMPLETED', e: 'COMPLETED' });
    });

    test('a key may hold references', async () => {
      const breaker = (region: string) => circuit({ key: `\${ "${circuit().circuitBreaker.key}" + $regions.${region} }`, failures: 1 });
      const [eu, us] = [breaker('eu'), breaker('us')];
      const steps = [probe('a', FAIL, { ...OPTIONAL, ...eu }), probe('b', FAIL, { ...OPTIONAL, ...eu }), probe('c', { result: 1 }, us)];
      const { result } = await ran(driver, definition(steps), { input: { regions: { eu: 'eu', us: 'us' } } });
      expect(codes(result)).toEqual({ a: 'ProbeFailed', b: 'CircuitOpen', c: undefined });
    });

    test('a result that is kept needs no closed circuit', async () => {
      const breaker = circuit({ failures: 1 });
      const cache = { key: breaker.circuitBreaker.key };
      const steps = [
        probe('a', { result: 1 }, { cache, ...breaker }),
        probe('b', FAIL, { ...OPTIONAL, ...breaker }),
        probe('c', { result: 2 }, { cache, ...breaker }),
      ];
      const { result } = await ran(driver, definition(steps));
      expect(statuses(result)).toEqual({ a: 'COMPLETED', b: 'FAILED', c: 'COMPLETED' });
    });

    test('once it has been open for its time a call that works closes it', async () => {
      const breaker = circuit({ failures: 1, openFor: '50ms' });
      const steps: readonly Step[] = [
        probe('a', FAIL, { ...OPTIONAL, ...breaker }),
        { id: 'w', type: 'wait', for: '100ms' },
        probe('b', { result: 1 }, breaker),
        probe('c', { result: 1 }, breaker),
      ];
      const { result, probe: seen } = await ran(driver, definition(steps));
      expect(result.status).toBe('COMPLETED');
      expect(seen.started).toEqual(['a', 'b', 'c']);
    });

    exact('a retry policy waits until it lets a probe through', async () => {
      const breaker = circuit({ failures: 1, openFor: '5m' });
      const retry = { maxAttempts: 2, strategy: 'fixed', baseDelay: '1s' };
      const steps = [probe('a', FAIL, { ...OPTIONAL, ...breaker }), probe('b', { result: 1 }, { ...breaker, retry })];
      const { result } = await ran(driver, definition(steps));
      expect(result).toMatchObject({ status: 'COMPLETED', duration: 300_000 });
    });

    exact('by default: 5 failures within 1 m, open for 30 s', async () => {
      const { key } = circuit().circuitBreaker;
      const wait = (id: string, time: string): Step => ({ id, type: 'wait', for: time });
      const fail = (id: string): Step => probe(id, FAIL, { ...OPTIONAL, circuitBreaker: { key } });
      const steps = [
        ...['a1', 'a2', 'a3', 'a4'].map(fail),
        wait('w1', '1m'),
        ...['b1', 'b2', 'b3', 'b4', 'b5', 'b6'].map(fail),
        wait('w2', '29s'),
        fail('c1'),
        wait('w3', '1s'),
        fail('c2'),
        fail('c3'),
      ];
      const { probe: seen } = await ran(driver, definition(steps));
      expect(seen.started).toEqual(['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'b3', 'b4', 'b5', 'c2']);
    });

    exact('while it is tried, so many `probes` pass at once and the others wait', async () => {
      const breaker = circuit({ failures: 1, openFor: '1m', probes: 2 });
      const retry = { maxAttempts: 9, strategy: 'fixed', baseDelay: '10ms' };
      const branches = Object.fromEntries(
        ['a', 'b', 'c', 'd'].map((id) => [id, [probe(id, { result: 1, sleep: 300 }, { ...breaker, retry })]]),
      );
      const steps = [probe('first', FAIL, { ...OPTIONAL, ...breaker }), { id: 'fork', type: 'parallel', branches } as Step];
      const { result, probe: seen } = await ran(driver, definition(steps));
      expect(result.status).toBe('COMPLETED');
      // Two at a minute, the others a second later.
      expect(result.duration).toBe(60_000 + 1_000 + 300);
      expect(seen.mostAtOnce).toBe(2);
    });
  });
}

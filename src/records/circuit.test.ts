import { describe, expect, test } from 'vitest';

import type { BreakerSpec } from '../core/run/breaker-spec.ts';
import { admit, afterFailure, afterNothing, afterSuccess, type Circuit } from './circuit.ts';

const SPEC: BreakerSpec = { key: 'k', failures: 3, window: 1_000, openFor: 500, probes: 2 };

/** Failures at these moments, one after the other. */
function failing(...moments: readonly number[]): Circuit | undefined {
  return moments.reduce<Circuit | undefined>((circuit, now) => afterFailure(circuit, SPEC, { now, id: 'c' }), undefined);
}

describe('closed', () => {
  test('it opens with the last of so many failures within the window', () => {
    expect(failing(0, 500)).toEqual({ failures: [0, 500] });
    expect(failing(0, 500, 999)).toEqual({ failures: [], openUntil: 1_499 });
  });

  test('the window rolls: what is older does not count', () => {
    expect(failing(0, 500, 1_000)).toEqual({ failures: [500, 1_000] });
    expect(failing(0, 500, 1_000, 1_400)).toMatchObject({ openUntil: 1_900 });
  });

  test('every call passes', () => {
    expect(admit(undefined, SPEC, { now: 0, id: 'c' })).toEqual({ as: 'call' });
    expect(admit(failing(0, 1), SPEC, { now: 2, id: 'c' })).toEqual({ as: 'call' });
  });
});

describe('open', () => {
  const open = failing(0, 1, 2);

  test('nothing passes until its time is over', () => {
    expect(admit(open, SPEC, { now: 102, id: 'c' })).toEqual({ as: 'refused', retryAfter: 400 });
    expect(admit(open, SPEC, { now: 501, id: 'c' })).toEqual({ as: 'refused', retryAfter: 1 });
  });

  test('calls that began before change nothing when they end', () => {
    expect(afterFailure(open, SPEC, { now: 400, id: 'slow' })).toBe(open);
    expect(afterSuccess(open, 'slow')).toBe(open);
    expect(afterNothing(open, 'slow')).toBe(open);
  });
});

describe('half open', () => {
  const open = failing(0, 1, 2);
  const probing = (circuit: Circuit | undefined, id: string, now = 502): Circuit => {
    const admission = admit(circuit, SPEC, { now, id });
    return admission.as === 'probe' ? admission.circuit : expect.unreachable(`${id} is no probe`);
  };

  test('so many probes pass at once, no more', () => {
    const two = probing(probing(open, 'a'), 'b');
    expect(admit(two, SPEC, { now: 503, id: 'c' })).toEqual({ as: 'refused', retryAfter: 500 });
  });

  test('one that works closes it', () => {
    expect(afterSuccess(probing(open, 'a'), 'a')).toBeUndefined();
  });

  test('one that fails opens it anew', () => {
    const reopened = afterFailure(probing(probing(open, 'a'), 'b'), SPEC, { now: 600, id: 'a' });
    expect(reopened).toEqual({ failures: [], openUntil: 1_100 });
    expect(afterSuccess(reopened, 'b')).toBe(reopened);
  });

  test('one that was cancelled gives its place up', () => {
    const two = afterNothing(probing(probing(open, 'a'), 'b'), 'a');
    expect(admit(two, SPEC, { now: 503, id: 'c' })).toMatchObject({ as: 'probe' });
  });

  test('one whose worker died counts no longer than the circuit was open', () => {
    const two = probing(probing(open, 'a'), 'b');
    expect(admit(two, SPEC, { now: 1_001, id: 'c' })).toMatchObject({ as: 'refused' });
    expect(admit(two, SPEC, { now: 1_002, id: 'c' })).toMatchObject({ as: 'probe' });
    // Its own next attempt is the same probe.
    expect(admit(two, SPEC, { now: 503, id: 'a' })).toMatchObject({ as: 'probe' });
  });
});

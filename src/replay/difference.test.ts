import { describe, expect, test } from 'vitest';

import { actionAsk, childAsk, handOverAsk, resultAsk, signalAsk, timerAsk, type Ask } from './ask.ts';
import { firstDifference, type CompareOptions, type Difference } from './difference.ts';

const action = (path: string, params: unknown = {}): Ask =>
  actionAsk({ id: path, type: 'util.echo', args: [{ path, params }], summary: `${path} · Echo` });
const end = (content: unknown = {}): Ask => resultAsk('completed', content);

function compare(recorded: readonly Ask[], replayed: readonly Ask[], options: Partial<CompareOptions> = {}): Difference | undefined {
  return firstDifference(recorded, replayed, { ended: true, otherDefinition: false, fate: () => undefined, ...options });
}

test('the same asks differ in nothing', () => {
  const asks = [action('a', { list: [1, { b: null }] }), timerAsk(50, 'rest · Rest'), end({ output: 1 })];
  expect(compare(asks, structuredClone(asks))).toBeUndefined();
});

describe('another ask', () => {
  test('which was recorded later: the order differs', () => {
    expect(compare([action('a'), action('b')], [action('b')])).toMatchObject({ kind: 'order', path: 'a' });
  });

  test('which was not recorded: it is new', () => {
    expect(compare([action('a'), action('b')], [action('x')])).toMatchObject({ kind: 'added', path: 'x' });
  });

  test('in place of a step whose fate is known: that one is missing, and why', () => {
    const fate = (path: string) => (path === 'a' ? 'it is SKIPPED now' : undefined);
    expect(compare([action('a'), action('b')], [action('b')], { fate })).toMatchObject({
      kind: 'missing',
      path: 'a',
      message: 'a (util.echo) does not come: it is SKIPPED now; b (util.echo) comes in its place',
    });
  });

  test('none at all', () => {
    const difference = compare([action('a'), end()], []);
    expect(difference).toEqual({ kind: 'missing', path: 'a', message: 'a (util.echo) does not come', expected: 'a (util.echo)' });
  });

  test('after the recorded end', () => {
    expect(compare([action('a')], [action('a'), action('b')])).toMatchObject({ kind: 'added', path: 'b' });
  });

  test('beyond the record of a run that had not ended: it would have come', () => {
    expect(compare([action('a')], [action('a'), action('b')], { ended: false })).toBeUndefined();
  });
});

test.each<[string, Ask, Ask, Partial<Difference>]>([
  [
    'params',
    action('a', { 'odd/key': [1] }),
    action('a', { 'odd/key': [2] }),
    { kind: 'params', path: 'a', pointer: '/odd~1key/0', expected: 1, got: 2 },
  ],
  ['a param more', action('a'), action('a', { x: null }), { message: 'params /x: recorded nothing, now null' }],
  ['a list for a map', action('a', { x: {} }), action('a', { x: [] }), { pointer: '/x' }],
  ['timer', timerAsk(50, 'rest · Rest'), timerAsk(60, 'rest · Rest'), { kind: 'timer', path: 'rest', expected: 50, got: 60 }],
  [
    'child',
    childAsk({ id: 'run/ship', type: 'ship', args: [{ input: { n: 1 } }], summary: 'ship · Ship' }),
    childAsk({ id: 'run/ship', type: 'ship', args: [{ input: { n: 2 } }], summary: 'ship · Ship' }),
    { kind: 'child', path: 'ship', message: 'what it is given /input/n: recorded 1, now 2' },
  ],
  [
    'signal',
    signalAsk('event', 'other', [{ type: 'a' }]),
    signalAsk('event', 'other', [{ type: 'b' }]),
    { kind: 'signal', pointer: '/type' },
  ],
  ['hand-over', handOverAsk([{ journal: [1] }]), handOverAsk([{ journal: [2] }]), { kind: 'hand-over', pointer: '/journal/0' }],
  [
    "a step's entry in the result",
    end({ steps: [{ path: 'a' }, { path: 'b', attempts: 1 }] }),
    end({ steps: [{ path: 'a' }, { path: 'b', attempts: 2 }] }),
    { kind: 'result', path: 'b', message: 'the result /steps/1/attempts: recorded 1, now 2' },
  ],
  [
    'the end',
    end(),
    resultAsk('failed', {}),
    { kind: 'result', message: 'the end of the run (completed) was recorded; now the end of the run (failed)' },
  ],
])('other content: %s', (_name, recorded, replayed, difference) => {
  expect(compare([recorded], [replayed])).toMatchObject(difference);
});

test('names of another definition count as the same, what was done does not', () => {
  const recorded = end({ workflowName: 'A', definitionVersion: '1.0.0', steps: [{ stepName: 'a', path: 'a', attempts: 1 }] });
  const renamed = end({ workflowName: 'B', steps: [{ stepName: 'b', path: 'a', attempts: 1 }] });
  const other = end({ workflowName: 'B', steps: [{ stepName: 'b', path: 'a', attempts: 2 }] });
  expect(compare([recorded], [renamed])).toMatchObject({ pointer: '/workflowName' });
  expect(compare([recorded], [renamed], { otherDefinition: true })).toBeUndefined();
  expect(compare([recorded], [other], { otherDefinition: true })).toMatchObject({ pointer: '/steps/0/attempts' });
});

test('a part of the run is given its definition, a child one of its own', () => {
  const child = (name: string, more: object) =>
    childAsk({ id: 'run/each~1', type: 'd', args: [{ definition: { name }, ...more }], summary: 'each · part 1' });
  const other = { otherDefinition: true };
  expect(compare([child('A', { partition: {} })], [child('B', { partition: {} })], other)).toBeUndefined();
  expect(compare([child('A', {})], [child('B', {})], other)).toMatchObject({ kind: 'child', path: 'each', pointer: '/definition/name' });
});

test('a long value is cut in the message only', () => {
  const long = 'x'.repeat(500);
  const { message = '', expected } = compare([action('a', { long })], [action('a', {})]) ?? {};
  expect(message.length).toBeLessThan(150);
  expect(expected).toBe(long);
});

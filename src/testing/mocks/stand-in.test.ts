import { expect, test } from 'vitest';
import * as z from 'zod';

import type { Step } from '../../core/definition/step.ts';
import { StandIns } from './stand-in.ts';

const targets = [
  {
    name: 'shop',
    actions: {
      reserve: { params: z.unknown(), result: z.object({ id: z.string(), price: z.number(), note: z.unknown() }) },
      list: { params: z.unknown(), result: z.array(z.string()) },
      open: { params: z.unknown() },
    },
  },
];

/** The answer to a call of step `s`, of whose value others read these. */
function answer(action: string, params: Readonly<Record<string, unknown>> = {}, ...reading: readonly Partial<Step>[]): unknown {
  const steps = [
    { id: 's', target: 'shop', action },
    ...reading.map((each, index) => ({ id: `r${index}`, type: 'set', values: {}, ...each })),
  ] as Step[];
  return new StandIns(targets).answer({ target: 'shop', action, params, stepId: 's' }, { id: 'd', name: 'D', steps });
}

test('a result schema is followed, with the params that fit it', () => {
  expect(answer('reserve', { price: 9, id: 5, other: 1 })).toEqual({ id: 'id', price: 9, note: null });
  expect(answer('list')).toEqual([]);
});

test('what a schema leaves open is as it is read', () => {
  expect(answer('reserve', {}, { when: '$s.note > 3' })).toMatchObject({ note: 1 });
});

test('without a schema the params come back, with what is read', () => {
  expect(answer('open', { a: 1 })).toEqual({ a: 1 });
  expect(answer('open', { a: 1 }, { type: 'set', values: { x: 'Link: $s.link.href', y: '$s.a' } })).toEqual({
    a: 1,
    link: { href: 's.link.href' },
  });
});

test.each([
  ['$s.x == "yes"', 's.x'],
  ['$s.x > 0.5', 1],
  ['$s.x', true],
  ['$s.x && $s.y > 1', true],
  ['size($s.x.filter(i, i > 1)) > 0', []],
])('read in the condition %s it is %j', (when, value) => {
  expect(answer('open', {}, { when })).toMatchObject({ x: value });
});

test('what is looked up in lists is left out', () => {
  expect(answer('open', {}, { when: '$s[0].x == 1' })).toEqual({});
});

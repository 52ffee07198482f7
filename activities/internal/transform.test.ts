import { expect, it } from 'vitest';

import { transform } from './transform.ts';

const idle = new AbortController().signal;

it('gives what the program makes of the data', async () => {
  expect(await transform({ program: '$sum(items.(price * qty))', input: { items: [{ price: 2, qty: 3 }] } }, idle)).toBe(6);
});

it('ends a program that loops for ever with its signal', async () => {
  const controller = new AbortController();
  const looping = transform({ program: '( $f := function($n) { $f($n + 1) }; $f(0) )', input: {} }, controller.signal);
  controller.abort(new Error('late'));
  await expect(looping).rejects.toThrow('late');
});

it('bounds the memory of a program', async () => {
  const program = '( $f := function($list) { $f($append($list, $list)) }; $f([1..1000]) )';
  await expect(transform({ program, input: {} }, idle)).rejects.toMatchObject({ code: 'ExpressionLimit' });
});

it('sees nothing but its data', async () => {
  expect(await transform({ program: 'constructor.constructor("return process")()', input: {} }, idle)).toBeNull();
  expect(await transform({ program: '$keys($)', input: { own: 1 } }, idle)).toBe('own');
});

import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { targets } from './builtin-actions.ts';
import { assume, at } from './reference.ts';
import { assign, thisRun, variable } from './roots.ts';
import { workflow } from './workflow.ts';

const { util, http } = targets;

const order = z.object({ orderId: z.string(), amount: z.number(), note: z.string().optional(), 'odd key': z.number().default(1) });

/** The definition of a workflow with one `echo` step that has these params. */
function echoed(params: Record<string, unknown>): unknown {
  const { steps } = workflow('echo', { name: 'Echo' }, (w) => void w.action('echo', util.echo, { params }));
  return steps?.map((step) => (step as { readonly params?: unknown }).params)[0];
}

describe('references', () => {
  it('reach into lists and odd names', () => {
    const { steps } = workflow('reach', { name: 'Reach' }, (w) => {
      const answer = w.action('get', http.request, { params: { url: 'https://example.com' } });
      const body = assume<{ readonly lines: readonly { readonly sku: string }[] }>(answer.body);
      w.action('use', util.echo, {
        params: {
          a: at(body.lines, 0).sku,
          b: body.lines[1]?.sku,
          c: at(answer.headers, 'content-type'),
          d: at(answer.headers, '0'),
          e: answer.headers['a"b'],
        },
      });
    });
    expect(steps?.[1]).toMatchObject({
      params: {
        a: '$get.body.lines[0].sku',
        b: '$get.body.lines[1].sku',
        c: '$get.headers["content-type"]',
        d: '$get.headers["0"]',
        e: '$get.headers["a\\"b"]',
      },
    });
  });

  it('refuse to be used as values while the workflow is built', () => {
    const name = variable<string>('name');
    expect(() => `Order ${name as unknown as string}`).toThrow(/used as if its value were known/);
    expect(() => Number(name)).toThrow(/used as if its value were known/);
  });

  it.each([
    ['a function', () => 1],
    ['NaN', Number.NaN],
    ['a Date', new Date(0)],
    ['a symbol', Symbol('s')],
  ])('%s is refused, with its place', (_, value) => {
    expect(() => echoed({ deep: [{ value }] })).toThrow(/the value at deep\[0\]\.value is .*, which a definition cannot hold/);
  });

  it('of steps are all that dependsOn takes', () => {
    const wrong = (): unknown =>
      workflow('wrong', { name: 'Wrong', input: order }, (w, input) => void w.wait('nap', { for: 1, dependsOn: [input.amount] }));
    expect(wrong).toThrow(/dependsOn names something that is not a step/);
  });

  it('of variables are all that assign takes', () => {
    expect(() => assign(thisRun.id, 'x')).toThrow(/assign takes what variable\(\) gave/);
  });
});

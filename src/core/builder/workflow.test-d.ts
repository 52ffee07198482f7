// Checked by `npm run types`: what must not compile stands below a @ts-expect-error, which fails when it does compile.
import { expectTypeOf } from 'vitest';
import * as z from 'zod';

import { action } from '../target/action.ts';
import { defineTarget } from '../target/define-target.ts';
import { actionsOf } from './actions-of.ts';
import { targets } from './builtin-actions.ts';
import { and, eq, expr, fallback, gt, text } from './expressions.ts';
import type { Ref, Reference, Resolved } from './reference.ts';
import { assign, thisRun, variable } from './roots.ts';
import { undo } from './step-options.ts';
import { workflow } from './workflow.ts';

const { drive, slack, http, sheets, util } = targets;

const shop = actionsOf(
  defineTarget('shop', {
    actions: {
      reserve: action({
        params: z.object({ sku: z.string(), quantity: z.number().default(1), priority: z.enum(['low', 'high']) }),
        result: z.object({ reservation: z.string(), price: z.number(), warehouse: z.object({ city: z.string() }).optional() }),
        run: ({ sku }) => ({ reservation: sku, price: 1 }),
      }),
      ping: action({ params: z.object({}), run: () => 'pong' }),
    },
  }),
);

const input = z.object({
  orderId: z.string(),
  amount: z.number(),
  note: z.string().optional(),
  copies: z.number().default(1),
  tags: z.array(z.string()),
});

workflow('types', { name: 'Types', input }, (w, order) => {
  expectTypeOf(order.orderId).toEqualTypeOf<Ref<string>>();
  expectTypeOf(order.note).toEqualTypeOf<Ref<string | null>>();
  expectTypeOf(order.copies).toEqualTypeOf<Ref<number>>();
  // @ts-expect-error the input has no such property
  void order.orderID;

  const file = w.action('file', drive.file_document, { params: { name: text`Order-${order.orderId}.pdf` } });
  expectTypeOf(file.webViewLink).toEqualTypeOf<Ref<string>>();
  // @ts-expect-error the result has no such field
  void file.webViewLnk;
  // @ts-expect-error a required param is missing
  w.action('a', drive.file_document, { params: {} });
  // @ts-expect-error params are missing altogether
  w.action('b', drive.file_document, {});
  // @ts-expect-error the target has no such action
  void drive.file_documnt;
  // @ts-expect-error a param of the wrong type
  w.action('c', drive.file_document, { params: { name: 5 } });
  // @ts-expect-error a reference of the wrong type
  w.action('d', drive.file_document, { params: { name: order.amount } });
  // @ts-expect-error a reference that may be null where a value is needed
  w.action('e', drive.file_document, { params: { name: order.note } });
  w.action('f', drive.file_document, { params: { name: fallback(order.note, 'none'), folder: order.note } });
  // @ts-expect-error a param that the action does not have
  w.action('g', drive.file_document, { params: { name: 'x', foldr: 'y' } });
  // @ts-expect-error a field that no step has
  w.action('h', drive.file_document, { params: { name: 'x' }, retries: 3 });

  const reserved = w.action('reserve', shop.reserve, { params: { sku: order.orderId, priority: 'high' } });
  expectTypeOf(reserved.price).toEqualTypeOf<Ref<number>>();
  expectTypeOf(reserved.warehouse.city).toEqualTypeOf<Ref<string>>();
  // @ts-expect-error not one of the values
  w.action('i', shop.reserve, { params: { sku: 'x', priority: 'urgent' } });
  // @ts-expect-error any text is not one of the values
  w.action('j', shop.reserve, { params: { sku: 'x', priority: order.orderId } });
  w.action('ping', shop.ping, {});

  // Params nobody needs may be left out, at any depth.
  w.action('get', http.request, { params: { url: 'https://example.com', headers: { accept: 'text/plain', etag: order.note } } });
  w.action('row', sheets.update_sheet, { params: { values: { order: order.orderId, amount: order.amount } } });
  w.action('echo', util.echo, { params: { anything: [order.amount, { deep: order.tags }] } });
  w.action('fields', slack.send_notification, { params: { fields: [{ title: order.orderId, value: order.tags }], mentions: order.tags } });

  // A step that may be skipped, or whose failure is tolerated, may be null.
  const maybe = w.action('maybe', shop.reserve, { params: { sku: 'x', priority: 'low' }, optional: true });
  expectTypeOf(maybe.price).toEqualTypeOf<Ref<number>>();
  expectTypeOf(maybe).toExtend<Reference<{ readonly price: number } | null>>();
  expectTypeOf(maybe).not.toExtend<Reference<{ readonly price: number }>>();
  const skipped = w.validate('skipped', { data: order, schema: z.number(), when: gt(order.amount, 1) });
  expectTypeOf(skipped).toEqualTypeOf<Ref<number | null>>();
  // @ts-expect-error what may be null cannot be compared by size
  gt(skipped, 1);

  // `output` and `rollback` see the types of the result and of the value.
  const link = w.action('link', drive.file_document, {
    params: { name: 'x' },
    output: (result) => ({ link: result.webViewLink, id: result.fileId }),
    rollback: (value) => undo(drive.delete_file, { params: { fileId: value.id } }),
  });
  expectTypeOf(link.link).toEqualTypeOf<Ref<string>>();
  // @ts-expect-error `output` has replaced the result
  void link.webViewLink;
  // @ts-expect-error the params of the undoing action are checked as well
  undo(drive.delete_file, { params: { file: file.fileId } });

  // Blocks give the value of the list that ran.
  const chosen = w.if('choose', {
    condition: gt(order.amount, 100),
    then: () => w.set('large', { values: { size: 'large', factor: 2 } }),
    else: () => w.set('small', { values: { size: 'small' } }),
  });
  expectTypeOf(chosen.size).toEqualTypeOf<Ref<string>>();
  // @ts-expect-error only one of the lists gives it
  void chosen.factor;
  const perhaps = w.if('perhaps', { condition: true, then: () => w.validate('text', { data: 'x', schema: z.string() }) });
  expectTypeOf(perhaps).toEqualTypeOf<Ref<string | null>>();
  const stopped = w.if('stop', {
    condition: gt(order.amount, 100),
    then: () => w.fail('too-much', { error: 'too much' }),
    else: () => w.validate('fine', { data: order.amount, schema: z.number() }),
  });
  expectTypeOf(stopped).toEqualTypeOf<Ref<number>>();

  // Conditions are true or false.
  // @ts-expect-error a number is no condition
  w.if('k', { condition: order.amount, then: () => undefined });
  // @ts-expect-error nor is text
  w.wait('l', { for: 1, when: 'amount > 1' });
  // @ts-expect-error numbers and texts are not compared by size
  gt(order.amount, '100');
  // @ts-expect-error values of different types are never equal
  eq(order.amount, '100');
  // An expression has the type its place asks for, or the one it is given.
  and(expr`${order.amount} > 1`, true);
  expectTypeOf(expr<number>`${order.amount} * 2`).toEqualTypeOf<Ref<number>>();
  // @ts-expect-error a number is no condition
  and(expr<number>`${order.amount} * 2`, true);
  // @ts-expect-error a reference is no number yet
  void (order.amount > 100);

  const shipping = variable<number>('shipping');
  assign(shipping, order.amount);
  // @ts-expect-error the variable is a number
  assign(shipping, 'fast');

  w.wait('m', { for: '1s' });
  w.wait('n', { until: thisRun.startedAt });
  // @ts-expect-error one of the two
  w.wait('o', { for: 1, until: '2030-01-01T00:00:00Z' });
  // @ts-expect-error no such class of errors
  w.fail('p', { error: { message: 'x', class: 'fatal' } });
});

// @ts-expect-error a name is required
workflow('nameless', {}, () => undefined);
// @ts-expect-error no such mode
workflow('mode', { name: 'Mode', mode: 'parallel' }, () => undefined);

expectTypeOf<Resolved<{ readonly a: Ref<number>; readonly b: readonly ['x', Ref<string | null>] }>>().toExtend<{
  readonly a: number;
  readonly b: readonly (string | null)[];
}>();

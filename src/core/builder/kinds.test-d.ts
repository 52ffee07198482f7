// Checked by `npm run types`: what must not compile stands below a @ts-expect-error, which fails when it does compile.
import { expectTypeOf } from 'vitest';
import * as z from 'zod';

import type { Failure } from '../errors/failure.ts';
import { action } from '../target/action.ts';
import { defineTarget } from '../target/define-target.ts';
import { actionsOf } from './actions-of.ts';
import { published } from './child-options.ts';
import { eq, expr, fallback, gt, lt, text } from './expressions.ts';
import type { FailedIteration } from './loop-options.ts';
import type { Ref, Reference } from './reference.ts';
import { eventType, type ApprovalValue, type EventFacts } from './waiting-options.ts';
import { workflow } from './workflow.ts';

const { charge, plan } = actionsOf(
  defineTarget('shop', {
    actions: {
      charge: action({
        params: z.object({ amount: z.number() }),
        result: z.object({ id: z.string(), amount: z.number() }),
        run: ({ amount }) => ({ id: 'x', amount }),
      }),
      plan: action({ params: z.object({ goal: z.string() }), run: () => [] }),
    },
  }),
);

/** As zod has it. */
type Charged = { id: string; amount: number };

const input = z.object({
  orderId: z.string(),
  amount: z.number(),
  lines: z.array(z.object({ sku: z.string(), price: z.number() })),
  maybe: z.array(z.string()).optional(),
});
type Line = { readonly sku: string; readonly price: number };

workflow('parallel', { name: 'Parallel', input }, (w, order) => {
  const params = { amount: order.amount };
  const fork = w.parallel('fork', {
    branches: {
      paid: () => w.action('a', charge, { params }),
      checked: () => w.validate('b', { data: order, schema: z.string() }),
    },
  });
  expectTypeOf(fork.paid).toEqualTypeOf<Ref<Charged>>();
  expectTypeOf(fork.checked).toEqualTypeOf<Ref<string>>();
  // @ts-expect-error there is no such branch
  void fork.payed;
  const any = w.parallel('any', {
    join: 'any',
    branches: { l: () => w.action('c', charge, { params }), r: () => w.wait('d', { for: 1 }) },
  });
  expectTypeOf(any.branch).toExtend<Reference<'l' | 'r'>>();
  const most = w.parallel('most', { join: { atLeast: 1 }, branches: { l: () => w.action('e', charge, { params }), r: () => undefined } });
  expectTypeOf(most.l).toEqualTypeOf<Ref<Charged | null>>();
  const sum = w.parallel('sum', {
    branches: { l: () => w.action('f', charge, { params }), r: () => w.action('g', charge, { params }) },
    aggregate: ({ l, r }) => expr<number>`${l.amount} + ${r.amount}`,
  });
  expectTypeOf(sum).toEqualTypeOf<Ref<number>>();
  const merged = w.parallel('merged', {
    branches: { l: () => w.set('h', { values: { x: 1 } }), r: () => w.set('i', { values: { y: 'a' } }) },
    aggregate: 'merge',
  });
  expectTypeOf(merged.x).toExtend<Reference<number>>();
  expectTypeOf(merged.y).toExtend<Reference<string>>();
  // @ts-expect-error not a way to join
  w.parallel('j', { branches: {}, join: 'most' });
  // @ts-expect-error not a way to aggregate
  w.parallel('k', { branches: {}, aggregate: 'sum' });
  w.parallel('l', { branches: {}, rollbackOnFailure: true });
  // @ts-expect-error only blocks have it
  w.wait('m', { for: 1, rollbackOnFailure: true });
});

workflow('loops', { name: 'Loops', input }, (w, order) => {
  const each = w.forEach('each', {
    items: order.lines,
    steps: (line, index) => {
      expectTypeOf(line).toEqualTypeOf<Ref<Line>>();
      expectTypeOf(index).toEqualTypeOf<Ref<number>>();
      // @ts-expect-error a line has no such field
      void line.cost;
      return w.action('a', charge, { params: { amount: line.price } });
    },
    breakWhen: ({ item, value, index }) => {
      expectTypeOf(item).toEqualTypeOf<Ref<Line>>();
      expectTypeOf(value).toEqualTypeOf<Ref<Charged>>();
      return gt(index, 3);
    },
  });
  expectTypeOf(each).toEqualTypeOf<Ref<readonly Charged[]>>();
  const written = w.forEach('written', { items: ['eu', 'us'], steps: (region) => w.set('b', { values: { region } }) });
  expectTypeOf(written).toExtend<Reference<readonly { readonly region: string }[]>>();
  const batches = w.forEach('batches', {
    items: order.lines,
    batchSize: 10,
    steps: (lines) => {
      expectTypeOf(lines).toEqualTypeOf<Ref<readonly Line[]>>();
    },
    collect: 'none',
  });
  expectTypeOf(batches).toEqualTypeOf<Ref<null>>();
  const ids = w.forEach('ids', {
    items: order.lines,
    steps: (line) => w.action('c', charge, { params: { amount: line.price } }),
    collect: ({ value, item }) => ({ id: value.id, sku: item.sku }),
    parallel: true,
  });
  expectTypeOf(ids).toEqualTypeOf<Ref<readonly { readonly id: string; readonly sku: string }[]>>();
  const tolerant = w.forEach('tolerant', {
    items: order.lines,
    steps: (line) => w.action('d', charge, { params: { amount: line.price } }),
    onError: 'continue',
  });
  expectTypeOf(tolerant).toEqualTypeOf<Ref<readonly (Charged | FailedIteration)[]>>();
  const failed = w.forEach('failed', { items: order.lines, steps: () => undefined, onError: 'continue', collect: 'errors' });
  expectTypeOf(failed[0]?.error.code).toEqualTypeOf<Ref<string> | undefined>();
  const total = w.forEach('total', {
    items: order.lines,
    steps: (line) => w.action('e', charge, { params: { amount: line.price } }),
    collect: {
      from: 0,
      fold: (sum, { value }) => {
        expectTypeOf(sum).toEqualTypeOf<Ref<number>>();
        expectTypeOf(value).toEqualTypeOf<Ref<Charged>>();
        return expr<number>`${sum} + ${value.amount}`;
      },
    },
  });
  expectTypeOf(total).toEqualTypeOf<Ref<number>>();
  // @ts-expect-error what may be null is no list
  w.forEach('f', { items: order.maybe, steps: () => undefined });
  w.forEach('g', { items: fallback(order.maybe, []), steps: (name) => w.validate('h', { data: name, schema: z.string() }) });
  // @ts-expect-error nor is a number
  w.forEach('i', { items: order.amount, steps: () => undefined });
  // @ts-expect-error nor an object
  w.forEach('j', { items: order, steps: () => undefined });
  // @ts-expect-error not a way to collect
  w.forEach('k', { items: order.lines, steps: () => undefined, collect: 'some' });

  const last = w.while('poll', {
    steps: (index) => w.action('l', charge, { params: { amount: index } }),
    condition: ({ value, index }) => {
      expectTypeOf(value).toEqualTypeOf<Ref<Charged | null>>();
      return lt(index, 3);
    },
    breakWhen: ({ value }) => gt(value.amount, 3),
  });
  expectTypeOf(last).toEqualTypeOf<Ref<Charged | null>>();
  const until = w.until('until', {
    steps: () => w.action('m', charge, { params: { amount: 1 } }),
    condition: ({ value }) => gt(value.amount, 3),
    maxIterations: 5,
    delay: '1s',
  });
  expectTypeOf(until).toEqualTypeOf<Ref<Charged>>();
  // @ts-expect-error a value that has no such field
  w.until('n', { steps: () => w.action('o', charge, { params: { amount: 1 } }), condition: ({ value }) => gt(value.amont, 3) });
});

workflow('try', { name: 'Try', input }, (w, order) => {
  const tried = w.try('sync', {
    steps: () => w.action('a', charge, { params: { amount: order.amount } }),
    retry: { maxAttempts: 3, when: (error) => eq(error.class, 'transient') },
    catch: [
      {
        errors: ['timeout'],
        when: (error) => eq(error.code, 'Busy'),
        steps: (error) => {
          expectTypeOf(error).toEqualTypeOf<Ref<Failure>>();
          // @ts-expect-error an error has no such field
          void error.reason;
          return w.set('b', { values: { id: error.code } });
        },
      },
    ],
    finally: () => w.checkpoint('c'),
  });
  expectTypeOf(tried.id).toEqualTypeOf<Ref<string>>();
  // @ts-expect-error only the steps give it, the catch does not
  void tried.amount;
  const plain = w.try('plain', { steps: () => w.action('d', charge, { params: { amount: 1 } }) });
  expectTypeOf(plain).toEqualTypeOf<Ref<Charged>>();
});

workflow('waiting', { name: 'Waiting', input }, (w, order) => {
  const paid = eventType<{ readonly amount: number }>('order.paid');
  const event = w.event('pay', paid, {
    match: (each) => {
      expectTypeOf(each).toEqualTypeOf<Ref<EventFacts<{ readonly amount: number }>>>();
      return gt(each.data.amount, 0);
    },
  });
  expectTypeOf(event.amount).toEqualTypeOf<Ref<number>>();
  const late = w.event('late', paid, { timeout: '1d', onTimeout: 'skip' });
  expectTypeOf(late).toEqualTypeOf<Ref<{ readonly amount: number } | null>>();
  const instead = w.event('instead', paid, { timeout: '1d', onTimeout: { steps: () => w.set('a', { values: { amount: 1 } }) } });
  expectTypeOf(instead.amount).toExtend<Reference<number>>();
  const some = w.event('some', 'anything');
  expectTypeOf(some).toEqualTypeOf<Ref<unknown>>();
  // @ts-expect-error not a way to go on
  w.event('b', paid, { timeout: '1d', onTimeout: 'stop' });

  const form = z.object({ reason: z.string() });
  const approved = w.approval('ask', { approvers: ['ann', 'role:finance'], form, quorum: { approve: 2, reject: 1 }, onReject: 'continue' });
  expectTypeOf(approved).toEqualTypeOf<Ref<ApprovalValue<{ reason: string }>>>();
  expectTypeOf(approved.approved).toEqualTypeOf<Ref<boolean>>();
  expectTypeOf(approved.form.reason).toEqualTypeOf<Ref<string>>();
  w.if('c', { condition: approved.approved, then: () => undefined });
  // @ts-expect-error the value has no such field
  void approved.aproved;
  // @ts-expect-error somebody has to be asked
  w.approval('d', { prompt: 'Sure?' });
  w.approval('e', {
    approvers: ['ann'],
    timeout: '1d',
    onTimeout: { escalate: { approvers: ['bob'], onTimeout: 'approve', timeout: '1d' } },
  });
  // @ts-expect-error an escalation asks somebody
  w.approval('f', { approvers: ['ann'], onTimeout: { escalate: {} } });

  const sent = w.emit('tell', paid, { to: { key: order.orderId }, data: { amount: order.amount } });
  expectTypeOf(sent.data.amount).toEqualTypeOf<Ref<number>>();
  // @ts-expect-error data of another type
  w.emit('g', paid, { to: { key: order.orderId }, data: { amount: order.orderId } });
  // @ts-expect-error it goes somewhere
  w.emit('h', paid, { data: { amount: 1 } });
  w.emit('i', text`order.${order.orderId}`, { to: { run: 'x' } });

  w.generate('plan', plan, { params: { goal: order.orderId } });
  // @ts-expect-error the params are checked as those of an action
  w.generate('j', plan, { params: {} });
  expectTypeOf(w.checkpoint('k')).toEqualTypeOf<Reference<null>>();
});

const child = workflow(
  'child',
  { name: 'Child', input: z.object({ orderId: z.string(), copies: z.number().default(1) }) },
  (w, { orderId }) => {
    const made = w.set('a', { values: { link: text`/${orderId}` } });
    return { link: made.link };
  },
);

workflow('children', { name: 'Children', input }, (w, order) => {
  const shipped = w.workflow('ship', child, { input: { orderId: order.orderId } });
  expectTypeOf(shipped.link).toExtend<Reference<string>>();
  // @ts-expect-error its output has no such field
  void shipped.url;
  // @ts-expect-error its input is missing
  w.workflow('a', child, {});
  // @ts-expect-error its input is of another type
  w.workflow('b', child, { input: { orderId: order.amount } });
  // @ts-expect-error its input has no such field
  w.workflow('c', child, { input: { orderId: order.orderId, orderid: 'x' } });
  const receipt = w.workflow('bill', published<{ readonly orderId: string }, { readonly total: number }>('bill-order@^1'), {
    input: { orderId: order.orderId },
  });
  expectTypeOf(receipt.total).toEqualTypeOf<Ref<number>>();
  w.workflow('d', published('bill-order'), { input: { anything: order.amount } });
  w.workflow('e', published('nightly'), {});
  const started = w.workflow('f', child, { input: { orderId: order.orderId }, wait: false, onParentClose: 'abandon' });
  expectTypeOf(started.runId).toEqualTypeOf<Ref<string>>();
  // @ts-expect-error it has not ended
  void started.link;
});

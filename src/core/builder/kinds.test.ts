import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { parseDefinition } from '../definition/parse.ts';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { validateWorkflow } from '../validation/validate-workflow.ts';
import { targets } from './builtin-actions.ts';
import { published } from './child-options.ts';
import { and, eq, expr, gt, lt, text } from './expressions.ts';
import { assume, type Ref } from './reference.ts';
import { assign, variable } from './roots.ts';
import { eventType } from './waiting-options.ts';
import { workflow } from './workflow.ts';
import type { WorkflowSteps } from './workflow-steps.ts';

const { util } = targets;

const input = z.object({
  orderId: z.string(),
  lines: z.array(z.object({ sku: z.string(), price: z.number() })),
  item: z.string().optional(),
});
type Order = z.infer<typeof input>;

/** The list that these steps make, which nothing is wrong with. */
function built(build: (w: WorkflowSteps, order: Ref<Order>) => unknown): WorkflowDefinition['steps'] {
  const definition = workflow('built', { name: 'Built', input }, build);
  expect(validateWorkflow(definition).problems).toEqual([]);
  return definition.steps;
}

function yaml(source: string): unknown {
  const { value, problems } = parseDefinition(source, { format: 'yaml' });
  expect(problems).toEqual([]);
  return value;
}

const echo = (w: WorkflowSteps, id: string, params: Record<string, unknown>) => w.action(id, util.echo, { params });

describe('each step kind is what the YAML form would be', () => {
  it('parallel', () => {
    const steps = built((w, order) => {
      const fork = w.parallel('fork', {
        branches: { stock: () => echo(w, 'ask-stock', { id: order.orderId }), price: () => w.set('fixed', { values: { price: 5 } }) },
        join: { atLeast: 1 },
        maxConcurrency: 2,
        rollbackOnFailure: true,
        timeout: '1m',
        execution: 'express',
      });
      w.parallel('sum', {
        branches: { l: () => w.set('a', { values: { n: 1 } }), r: () => w.set('b', { values: { m: 2 } }) },
        aggregate: ({ l, r }) => expr<number>`${l.n} + ${r.m}`,
      });
      echo(w, 'use', { price: fork.price.price });
    });
    expect(steps).toEqual(
      yaml(`
- id: fork
  type: parallel
  join: { atLeast: 1 }
  maxConcurrency: 2
  branches:
    stock: [{ id: ask-stock, target: util, action: echo, params: { id: $orderId } }]
    price: [{ id: fixed, type: set, values: { price: 5 } }]
  timeout: 1m
  rollbackOnFailure: true
  execution: express
- id: sum
  type: parallel
  aggregate: "\${ $result.l.n + $result.r.m }"
  branches:
    l: [{ id: a, type: set, values: { n: 1 } }]
    r: [{ id: b, type: set, values: { m: 2 } }]
- { id: use, target: util, action: echo, params: { price: $fork.price.price } }
`),
    );
  });

  it('forEach', () => {
    const steps = built((w, order) => {
      w.forEach('each', {
        items: order.lines,
        as: 'line',
        indexAs: 'n',
        steps: (line, n) => {
          w.forEach('copies', {
            items: [1, 2],
            steps: (copy, index) => echo(w, 'print', { sku: line.sku, copy, n, index, input: order.item }),
          });
          return w.set('made', { values: { cost: line.price } });
        },
        collect: ({ item, value }) => ({ sku: item.sku, cost: value.cost }),
        onError: 'continue',
        breakWhen: ({ value, index }) => and(gt(value.cost, 10), gt(index, 1)),
      });
      w.forEach('batches', {
        items: order.lines,
        batchSize: 10,
        parallel: true,
        maxConcurrency: 3,
        partitionOver: 50,
        collect: 'none',
        steps: (lines) => echo(w, 'send', { lines }),
      });
      const total = w.forEach('total', {
        items: order.lines,
        as: 'row',
        steps: () => undefined,
        collect: { from: 0, fold: (sum, { item }) => expr<number>`${sum} + ${item.price}` },
      });
      echo(w, 'use', { total });
    });
    expect(steps).toEqual(
      yaml(`
- id: each
  type: forEach
  items: $lines
  as: line
  indexAs: n
  steps:
    - id: copies
      type: forEach
      items: [1, 2]
      steps: [{ id: print, target: util, action: echo, params: { sku: $line.sku, copy: $item, n: $n, index: $index, input: $input.item } }]
    - { id: made, type: set, values: { cost: $line.price } }
  collect: '\${ {"sku": $line.sku, "cost": $made.cost} }'
  onError: continue
  breakWhen: $made.cost > 10 && $n > 1
- id: batches
  type: forEach
  items: $lines
  batchSize: 10
  parallel: true
  maxConcurrency: 3
  partitionOver: 50
  collect: none
  steps: [{ id: send, target: util, action: echo, params: { lines: $items } }]
- id: total
  type: forEach
  items: $lines
  as: row
  steps: []
  collect: { fold: "\${ $acc + $row.price }", from: 0 }
- { id: use, target: util, action: echo, params: { total: $total } }
`),
    );
  });

  it('while and until', () => {
    const steps = built((w) => {
      const done = variable<boolean>('done');
      w.while('poll', {
        steps: (index) => echo(w, 'ask', { attempt: index }),
        condition: ({ index }) => lt(index, 5),
        breakWhen: ({ value }) => expr`${value}.ok`,
        delay: '10s',
        maxIterations: 20,
      });
      w.until('again', {
        steps: () => w.set('mark', { values: assign(done, true) }),
        condition: ({ value }) => eq(assume<{ done: boolean }>(value).done, true),
      });
    });
    expect(steps).toEqual(
      yaml(`
- id: poll
  type: while
  condition: $index < 5
  breakWhen: $ask.ok
  delay: 10s
  maxIterations: 20
  steps: [{ id: ask, target: util, action: echo, params: { attempt: $index } }]
- { id: again, type: until, condition: $mark.done == true, steps: [{ id: mark, type: set, values: { done: true } }] }
`),
    );
  });

  it('try', () => {
    const steps = built((w, order) => {
      w.try('sync', {
        steps: () => echo(w, 'push', { id: order.orderId }),
        retry: { maxAttempts: 3, when: (error, attempt) => and(eq(error.class, 'timeout'), lt(attempt, 3)) },
        catch: [
          { errors: ['timeout', 'Busy*'], steps: (error) => echo(w, 'note', { code: error.code }) },
          {
            when: (error) => eq(error.code, 'Gone'),
            as: 'gone',
            steps: (gone) => {
              w.try('clean', {
                steps: () => echo(w, 'wipe', {}),
                catch: [{ steps: (error) => echo(w, 'tell', { first: gone.code, then: error.code }) }],
              });
            },
          },
        ],
        finally: () => w.checkpoint('synced'),
        rollbackOnFailure: { on: ['failure'] },
      });
    });
    expect(steps).toEqual(
      yaml(`
- id: sync
  type: try
  retry: { maxAttempts: 3, when: $error.class == "timeout" && $attempt < 3 }
  rollbackOnFailure: { on: [failure] }
  steps: [{ id: push, target: util, action: echo, params: { id: $orderId } }]
  catch:
    - errors: [timeout, Busy*]
      steps: [{ id: note, target: util, action: echo, params: { code: $error.code } }]
    - when: $gone.code == "Gone"
      as: gone
      steps:
        - id: clean
          type: try
          steps: [{ id: wipe, target: util, action: echo, params: {} }]
          catch: [{ steps: [{ id: tell, target: util, action: echo, params: { first: $gone.code, then: $error.code } }] }]
  finally: [{ id: synced, type: checkpoint }]
`),
    );
  });

  it('workflow', () => {
    const child = workflow('child', { name: 'Child', input: z.object({ id: z.string() }) }, (w, { id }) =>
      w.set('made', { values: { link: text`/${id}` } }),
    );
    const steps = built((w, order) => {
      const made = w.workflow('make', child, { input: { id: order.orderId } });
      const sent = w.workflow('send', published<{ readonly link: string }>('send-link@^1'), {
        input: { link: made.link },
        wait: false,
        onParentClose: 'abandon',
        retryCount: 2,
      });
      echo(w, 'use', { run: sent.runId });
    });
    expect(steps).toEqual([
      { id: 'make', type: 'workflow', workflow: child, input: { id: '$orderId' } },
      {
        id: 'send',
        type: 'workflow',
        workflow: 'send-link@^1',
        input: { link: '$make.link' },
        wait: false,
        onParentClose: 'abandon',
        retryCount: 2,
      },
      { id: 'use', target: 'util', action: 'echo', params: { run: '$send.runId' } },
    ]);
  });

  it('event, approval, emit, generate, checkpoint', () => {
    const paid = eventType<{ readonly amount: number }>('order.paid');
    const steps = built((w, order) => {
      const payment = w.event('pay', paid, {
        match: (event) => and(gt(event.data.amount, 0), eq(event.source, 'bank')),
        timeout: '2d',
        onTimeout: { steps: () => w.set('unpaid', { values: { amount: 0 } }) },
      });
      w.event('ship', text`shipped.${order.orderId}`, { timeout: '1d', onTimeout: 'skip' });
      const asked = w.approval('ask', {
        approvers: ['ann', 'role:finance'],
        prompt: text`Refund ${payment.amount}?`,
        form: z.object({ reason: z.string() }),
        quorum: { approve: 2, reject: 1 },
        allowSelf: true,
        onReject: 'continue',
        timeout: '1d',
        onTimeout: { escalate: { approvers: ['bob'], timeout: '1d', onTimeout: { escalate: { approvers: [order.orderId], quorum: 1 } } } },
      });
      w.emit('tell', paid, { data: { amount: payment.amount }, to: { key: order.orderId } });
      w.emit('reply', 'done', { to: { run: 'other' }, when: asked.approved });
      w.generate('plan', util.echo, { params: { goal: asked.form.reason }, timeout: '5m' });
      w.checkpoint('planned', { name: 'Planned' });
    });
    expect(steps).toEqual(
      yaml(`
- id: pay
  type: event
  event: order.paid
  match: $event.data.amount > 0 && $event.source == "bank"
  timeout: 2d
  onTimeout: { steps: [{ id: unpaid, type: set, values: { amount: 0 } }] }
- { id: ship, type: event, event: shipped.$orderId, timeout: 1d, onTimeout: skip }
- id: ask
  type: approval
  approvers: [ann, "role:finance"]
  prompt: Refund $pay.amount?
  form: { type: object, properties: { reason: { type: string } }, required: [reason] }
  quorum: { approve: 2, reject: 1 }
  allowSelf: true
  onReject: continue
  timeout: 1d
  onTimeout: { escalate: { approvers: [bob], timeout: 1d, onTimeout: { escalate: { approvers: [$orderId], quorum: 1 } } } }
- { id: tell, type: emit, event: order.paid, data: { amount: $pay.amount }, to: { key: $orderId } }
- { id: reply, type: emit, event: done, to: { run: other }, when: $ask.approved }
- { id: plan, type: generate, target: util, action: echo, params: { goal: $ask.form.reason }, timeout: 5m }
- { id: planned, name: Planned, type: checkpoint }
`),
    );
  });
});

import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { parseDefinition } from '../definition/parse.ts';
import { validateWorkflow } from '../validation/validate-workflow.ts';
import { targets } from './builtin-actions.ts';
import { published } from './child-options.ts';
import { eq, expr, gt } from './expressions.ts';
import { machine } from './machine.ts';
import { assume, type Ref } from './reference.ts';
import { assign, variable } from './roots.ts';
import { workflow } from './workflow.ts';
import type { WorkflowSteps } from './workflow-steps.ts';

const { util } = targets;

const echo = (w: WorkflowSteps, id: string, params: Record<string, unknown>) => w.action(id, util.echo, { params });

function yaml(source: string): unknown {
  const { value, problems } = parseDefinition(source, { format: 'yaml' });
  expect(problems).toEqual([]);
  return value;
}

describe('names that are known in a part of the definition', () => {
  const loop = (inner: (w: WorkflowSteps, item: Ref<number>, index: Ref<number>) => unknown) => () =>
    workflow('w', { name: 'W' }, (w) => w.forEach('outer', { items: [1], steps: (item, index) => void inner(w, item, index) }));

  it('are not used outside', () => {
    let kept: Ref<number> | undefined;
    const wrong = (): unknown =>
      workflow('w', { name: 'W' }, (w) => {
        w.forEach('each', { items: [1], steps: (item) => void (kept = item) });
        echo(w, 'use', { kept });
      });
    expect(wrong).toThrow(/\$item of the loop "each" is used outside of it/);
  });

  it('nor where something inside bears the same name', () => {
    const inner = loop((w, _, index) => w.while('inner', { condition: true, steps: () => echo(w, 'x', { index }), breakWhen: true }));
    expect(inner).toThrow(/\$index of the loop "outer" is used inside the loop "inner", where \$index is another/);
    const sameItem = loop((w, item) => w.forEach('inner', { items: [1], steps: () => echo(w, 'x', { item }) }));
    expect(sameItem).toThrow(/\$item of the loop "outer" is used inside the loop "inner"/);
    const sameError = (): unknown =>
      workflow('w', { name: 'W' }, (w) => {
        w.try('outer', {
          steps: () => undefined,
          catch: [
            {
              steps: (error) =>
                void w.try('inner', { steps: () => undefined, catch: [{ steps: () => void echo(w, 'x', { code: error.code }) }] }),
            },
          ],
        });
      });
    expect(sameError).toThrow(/\$error of the catch of "outer" is used inside the catch of "inner"/);
  });

  it('hide the input keys of the same name', () => {
    const { steps } = workflow('w', { name: 'W', input: z.object({ index: z.number(), plain: z.number() }) }, (w, given) => {
      w.until('l', { condition: true, steps: () => echo(w, 'x', { a: given.index, b: given.plain }) });
    });
    expect(steps?.[0]).toMatchObject({ steps: [{ params: { a: '$input.index', b: '$plain' } }] });
  });
});

describe('a whole definition', () => {
  it('ends with finally and onComplete', () => {
    const next = published<{ readonly id: string; readonly total: unknown }>('ship-order@^2');
    const definition = workflow('order', { name: 'Order', input: z.object({ orderId: z.string() }) }, (w, order) => {
      const charged = echo(w, 'charge', { id: order.orderId });
      w.finally((run) => {
        w.if('failed', { condition: eq(run.status, 'FAILED'), then: () => echo(w, 'report', { code: run.error.code, charged }) });
      });
      w.onComplete(next, (run) => ({ input: { id: order.orderId, total: run.output }, when: eq(run.status, 'PARTIAL') }));
      w.onComplete(published('cleanup'), () => ({}));
      return { id: order.orderId };
    });
    expect(definition).toEqual(
      yaml(`
id: order
name: Order
input: { type: object, required: [orderId], properties: { orderId: { type: string } } }
output: { id: $orderId }
steps: [{ id: charge, target: util, action: echo, params: { id: $orderId } }]
finally:
  - id: failed
    type: if
    condition: $run.status == "FAILED"
    then: [{ id: report, target: util, action: echo, params: { code: $run.error.code, charged: $charge } }]
onComplete:
  - { workflow: ship-order@^2, input: { id: $orderId, total: $run.output }, when: $run.status == "PARTIAL" }
  - { workflow: cleanup }
`),
    );
    expect(validateWorkflow(definition).problems).toEqual([]);
  });

  it('is a state machine', () => {
    const notes = variable<readonly string[]>('notes');
    const ticket = machine(
      'ticket',
      { name: 'Ticket', initial: 'open', input: z.object({ ticket: z.string() }), key: (given) => given.ticket, output: () => ({ notes }) },
      (w, given) => {
        return {
          open: {
            entry: () => w.set('begin', { values: assign(notes, []) }),
            on: {
              NOTE: { steps: (event) => w.set('add', { values: { notes: expr`${notes} + [${event.data}]` } }) },
              ANSWER: [{ target: 'answered', when: (event) => gt(assume<number>(event.data), 3) }, 'closed'],
            },
            after: { '2d': { target: 'closed', steps: () => echo(w, 'remind', { id: given.ticket }) } },
            always: { target: 'closed', when: eq(given.ticket, '') },
            exit: () => echo(w, 'leave', {}),
            onError: { target: 'closed', when: (error) => eq(error.code, 'Busy') },
          },
          answered: { on: { BACK: 'open' } },
          closed: (state) => {
            const end = state.entry(() => w.set('end', { values: { at: 'x' } }));
            return { type: 'final', output: { at: end.at } };
          },
        };
      },
    );
    expect(ticket).toEqual(
      yaml(`
id: ticket
name: Ticket
key: $ticket
input: { type: object, required: [ticket], properties: { ticket: { type: string } } }
output: { notes: $notes }
initial: open
states:
  open:
    entry: [{ id: begin, type: set, values: { notes: [] } }]
    on:
      NOTE: { steps: [{ id: add, type: set, values: { notes: "\${ $notes + [$event.data] }" } }] }
      ANSWER: [{ target: answered, when: $event.data > 3 }, closed]
    after: { 2d: { target: closed, steps: [{ id: remind, target: util, action: echo, params: { id: $ticket } }] } }
    always: { target: closed, when: $ticket == "" }
    exit: [{ id: leave, target: util, action: echo, params: {} }]
    onError: { target: closed, when: $error.code == "Busy" }
  answered: { on: { BACK: open } }
  closed:
    type: final
    entry: [{ id: end, type: set, values: { at: x } }]
    output: { at: $end.at }
`),
    );
    expect(validateWorkflow(ticket).problems).toEqual([]);
  });
});

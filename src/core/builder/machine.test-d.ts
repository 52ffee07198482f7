// Checked by `npm run types`: what must not compile stands below a @ts-expect-error, which fails when it does compile.
import { expectTypeOf } from 'vitest';
import * as z from 'zod';

import type { Failure } from '../errors/failure.ts';
import { published } from './child-options.ts';
import { eq, expr, gt } from './expressions.ts';
import { machine } from './machine.ts';
import { assume, type Ref } from './reference.ts';
import { assign, variable } from './roots.ts';
import type { EventFacts } from './waiting-options.ts';
import { workflow } from './workflow.ts';
import type { EndedRun } from './workflow-steps.ts';

const input = z.object({ ticket: z.string(), priority: z.number().default(1) });
const answer = variable<string>('answer');

const ticket = machine('ticket', { name: 'Ticket', input, initial: 'open', key: (given) => given.ticket }, (w, given) => {
  expectTypeOf(given.priority).toEqualTypeOf<Ref<number>>();
  return {
    open: {
      entry: () => w.set('begin', { values: assign(answer, '') }),
      on: {
        ANSWER: {
          target: 'answered',
          when: (event) => eq(assume<string>(event.data), 'yes'),
          steps: (event) => {
            expectTypeOf(event).toEqualTypeOf<Ref<EventFacts<unknown>>>();
            w.set('note', { values: assign(answer, assume<string>(event.data)) });
          },
        },
        CLOSE: 'closed',
        RAISE: [{ when: gt(given.priority, 3), steps: () => w.checkpoint('raised') }, 'closed'],
      },
      after: { '2d': 'closed', '1d': { steps: () => w.checkpoint('remind') } },
      onError: {
        target: 'closed',
        when: (error) => {
          expectTypeOf(error).toEqualTypeOf<Ref<Failure>>();
          return eq(error.code, 'Busy');
        },
      },
    },
    answered: { always: [{ target: 'closed', when: gt(given.priority, 3) }], on: { BACK: 'open' } },
    closed: (state) => {
      const end = state.entry(() => w.set('end', { values: { at: 'x' } }));
      // @ts-expect-error the step gives no such thing
      void end.when;
      return { type: 'final', output: { answer, at: end.at } };
    },
    waiting: (state) => {
      const asked = state.entry(() => w.approval('ask', { approvers: ['ann'] }));
      state.exit(() => w.checkpoint('left'));
      return { always: [{ target: 'open', when: asked.approved }, 'closed'] };
    },
  };
});

machine(
  'wrong-initial',
  {
    name: 'X',
    // @ts-expect-error there is no such state
    initial: 'opn',
  },
  () => ({ open: { type: 'final' } }),
);
machine('wrong-target', { name: 'X', initial: 'open' }, () => ({
  // @ts-expect-error there is no such state
  open: { on: { GO: 'closd' } },
  closed: { type: 'final' },
}));
machine('wrong-target-inside', { name: 'X', initial: 'open' }, () => ({
  // @ts-expect-error there is no such state
  open: { on: { GO: { target: 'closd' } } },
  closed: { type: 'final' },
}));
machine('wrong-target-of-a-function', { name: 'X', initial: 'open' }, () => ({
  // @ts-expect-error there is no such state
  open: () => ({ on: { GO: 'closd' } }),
  closed: { type: 'final' },
}));
machine('wrong-event', { name: 'X', initial: 'open' }, () => ({
  // @ts-expect-error an event has no such field
  open: { on: { GO: { target: 'closed', when: (event) => eq(event.payload, 1) } } },
  closed: { type: 'final' },
}));
machine('no-event', { name: 'X', initial: 'open' }, () => ({
  // @ts-expect-error there is no event after a time
  open: { after: { '1d': { target: 'closed', when: (event) => eq(event.type, 'x') } } },
  closed: { type: 'final' },
}));
machine('wrong-field', { name: 'X', initial: 'open' }, () => ({
  // @ts-expect-error a state has no such field
  open: { enter: () => undefined },
}));
// @ts-expect-error a machine has no list that could be a graph
machine('mode', { name: 'X', initial: 'open', mode: 'graph' }, () => ({ open: {} }));
// @ts-expect-error it begins somewhere
machine('nowhere', { name: 'X' }, () => ({ open: {} }));

workflow('ends', { name: 'Ends', input }, (w, given) => {
  w.finally((run) => {
    expectTypeOf(run).toEqualTypeOf<Ref<EndedRun>>();
    // @ts-expect-error not one of the statuses
    eq(run.status, 'DONE');
    w.if('failed', { condition: eq(run.status, 'FAILED'), then: () => w.set('code', { values: { code: run.error.code } }) });
  });
  w.onComplete(published<{ readonly id: string }>('next'), (run) => ({ input: { id: given.ticket }, when: eq(run.status, 'PARTIAL') }));
  // @ts-expect-error its input is missing
  w.onComplete(published<{ readonly id: string }>('next'), () => ({}));
  w.onComplete(ticket, () => ({ input: { ticket: given.ticket } }));
  // @ts-expect-error of another type
  w.onComplete(ticket, () => ({ input: { ticket: given.priority } }));
  // @ts-expect-error a machine has an input as well
  w.workflow('sub', ticket, { input: { tickt: expr`1` } });
});

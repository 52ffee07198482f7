import * as z from 'zod';

import { action } from './action.ts';
import { defineStep } from './define-step.ts';
import { defineTarget } from './define-target.ts';
import type { Target } from './target.ts';

// Checked by the compiler: every @ts-expect-error must be an error.

const book = action({
  params: z.object({ seats: z.number(), date: z.string().default('today') }),
  result: z.object({ id: z.string() }),
  idempotent: true,
  run: async ({ seats, date }, ctx) => {
    const both: [number, string] = [seats, date];
    return { id: `${ctx.idempotencyKey}${String(both)}` };
  },
});

const crm = defineTarget('crm', { description: 'Customers', actions: { book, ping: action({ params: z.object({}), run: () => 1 }) } });

export const asTarget: Target = crm;
export const list: readonly Target[] = [crm, defineStep('resize', async (context) => context.params['width'])];
export const name: 'crm' = crm.name;
export const result: { id: string } = {} as z.output<NonNullable<typeof crm.actions.book.result>>;

export const wrong = [
  // @ts-expect-error seats is a number
  action({ params: z.object({ seats: z.number() }), run: ({ seats }) => seats.toUpperCase() }),
  // @ts-expect-error the result is not what the schema says
  action({ params: z.object({}), result: z.object({ id: z.string() }), run: () => ({ id: 1 }) }),
  // @ts-expect-error there is no such param
  action({ params: z.object({ seats: z.number() }), run: ({ chairs }) => chairs }),
  // @ts-expect-error params are a schema
  action({ params: { seats: 1 }, run: () => 1 }),
  // @ts-expect-error an action needs run
  action({ params: z.object({}) }),
  // @ts-expect-error the context has no such thing
  action({ params: z.object({}), run: (_params, ctx) => ctx.sleep(1) }),
  // @ts-expect-error actions are made with action()
  defineTarget('x', { actions: { a: { run: () => 1 } } }),
  // @ts-expect-error there is no such action
  crm.actions.cancel,
  // @ts-expect-error a step function has a name
  defineStep((context: unknown) => context),
];

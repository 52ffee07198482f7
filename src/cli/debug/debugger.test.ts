import picocolors from 'picocolors';
import { beforeEach, expect, test } from 'vitest';

import type { JournalEntry } from '../../core/interpreter/journal.ts';
import type { Moment } from '../../replay/moments.ts';
import type { PastRun } from '../../replay/past-run.ts';
import { Debugger } from './debugger.ts';

const at = Date.UTC(2026, 0, 1, 12, 30, 0, 512);

function entry(path: string, body: string, data?: unknown): JournalEntry {
  const stepId = path.split('.').at(-1) ?? '';
  return {
    path,
    stepId,
    stepName: stepId,
    body,
    status: data === undefined ? 'RUNNING' : 'COMPLETED',
    attempts: 1,
    ...(data === undefined ? {} : { data }),
  };
}

function moment(n: number, step: JournalEntry, more: Partial<Moment> = {}): Moment {
  const { path, stepId, status } = step;
  const type = status === 'RUNNING' ? 'step:started' : 'step:completed';
  return { n, type, at, path, stepId, status, step, variables: {}, expressions: [], ...more };
}

const past: PastRun = {
  runId: 'order-1',
  definition: { id: 'order', name: 'Order', steps: [{ id: 'ship', type: 'checkpoint' }] },
  input: { orderId: 'ORD-1' },
  moments: [
    { n: 1, type: 'workflow:started', at, status: 'RUNNING', variables: {}, expressions: [] },
    moment(2, entry('charge', ''), {
      expressions: [
        { source: '$orderId', value: 'ORD-1' },
        { source: '$amount / 0', error: 'division by zero' },
      ],
    }),
    moment(3, entry('charge', '', { amount: 40 }), { variables: { total: 40 }, duration: 142 }),
    moment(4, entry('each[0].pack', 'each[0]', { box: 'small' }), { variables: { total: 40, item: 'a' } }),
    moment(5, entry('each[1].pack', 'each[1]', { box: 'large' }), { variables: { total: 40, item: 'b' } }),
  ],
};

let session: Debugger;
beforeEach(() => {
  session = new Debugger(past, picocolors.createColors(false));
});

test('begins at the first moment, goes on and back, and stays at the ends', () => {
  expect(session.show()).toBe('1  12:30:00.512  workflow:started');
  expect(session.prompt).toBe('(1/5) ');
  expect(session.answer('back')).toBe('this is the first moment');
  expect(session.answer('next')).toContain('step:started        charge');
  expect(session.answer('')).toContain('step:completed      charge');
  expect(session.answer(' b ')).toContain('step:started        charge');
  session.answer('goto 5');
  expect(session.answer('n')).toBe('this is the last moment');
});

test('shows what each expression gave, errors too, then the value and the variables', () => {
  expect(session.answer('goto 2')?.split('\n')).toEqual([
    '2  12:30:00.512  step:started        charge',
    '  expressions',
    '    $orderId     "ORD-1"',
    '    $amount / 0  ✖ division by zero',
    '  steps',
    '    ▸ charge',
  ]);
  expect(session.answer('n')?.split('\n')).toEqual([
    '3  12:30:00.512  step:completed      charge  142 ms',
    '  value  {"amount":40}',
    '  variables',
    '    total  40',
    '  steps',
    '    ✔ charge  {"amount":40}',
  ]);
});

test('goes to the last moment of a step, and says which there is', () => {
  expect(session.answer('goto charge')).toContain('step:completed');
  expect(session.prompt).toBe('(3/5) ');
  expect(session.answer('goto charg')).toBe('there is no moment charg. Did you mean charge?');
  expect(session.answer('goto 9')).toBe('there is no moment 9. Give a number from 1 to 5, or the path of a step.');
  expect(session.prompt).toBe('(3/5) ');
});

test('prints variables, steps, input and expressions as they were', () => {
  session.answer('goto charge');
  expect(session.answer('print total')).toBe('40');
  expect(session.answer('p $charge.amount * 2 + $total')).toBe('120');
  expect(session.answer('print orderId')).toBe('"ORD-1"');
  expect(session.answer('print charge')).toBe('{\n  "amount": 40\n}');
  session.answer('goto 2');
  expect(session.answer('print total')).toContain('nothing is called "total"');
  expect(session.answer('print charge')).toBe('null');
  expect(session.answer('print ship.label')).toBe('null');
});

test('steps of a body are those of the same iteration', () => {
  session.answer('goto 4');
  expect(session.answer('print $pack.box + $item')).toBe('"smalla"');
  session.answer('goto 5');
  expect(session.answer('print $pack.box + $item')).toBe('"largeb"');
});

test.each([
  ['print', 'print what? a name or an expression, as in print $charge.amount'],
  ['print $(', expect.stringContaining('"$" without a name') as string],
  ['toString', expect.stringContaining('unknown command "toString"') as string],
  ['help', expect.stringContaining('goto, g N|PATH') as string],
])('%s', (line, answer) => {
  expect(session.answer(line)).toEqual(answer);
});

test('quit leaves', () => {
  expect(session.answer('q')).toBeUndefined();
});

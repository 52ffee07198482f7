import type { WorkflowStatus } from '../core/run/status.ts';
import { fails, sequence, takes } from './mocks/action-mock.ts';
import { testRun } from './test-run.ts';

// Checked by the compiler: every @ts-expect-error must be an error.

interface Order {
  readonly id: string;
}
const order: Order = { id: 'O-1' };

const result = await testRun('order.workflow.yaml', {
  input: { orderId: 'O-1' },
  actions: {
    'orders.find': order,
    'payments.charge': ({ amount }, { attempt, stepId }) => ({ amount, attempt: attempt + 1, stepId: stepId.length }),
    'slack.send_notification': sequence(fails({ code: 'Down', class: 'transient' }), takes('3s', { ts: '1' }), null),
  },
  workflows: { 'ship-order': fails({ times: 2, then: { parcel: 1 } }) },
  at: [
    { after: '2d', approve: { step: 'review', by: 'ann' } },
    { after: 1000, event: { type: 'paid', data: { amount: 1 } } },
    { pause: true },
    { after: '3d', cancel: { rollback: false } },
  ],
  unmocked: 'echo',
  now: new Date(0),
});

const status: WorkflowStatus = result.status;
const attempts: number | undefined = result.steps['charge']?.attempts;
const amounts: unknown[] = result.calls.map(({ params }) => params.amount);
export const seen = [status, attempts, amounts];

// @ts-expect-error -- a class is one of the eight
fails({ class: 'temporary' });
// @ts-expect-error -- nobody approves without a name
await testRun('a.yaml', { at: [{ approve: { step: 'review' } }] });
// @ts-expect-error -- a message says what comes
await testRun('a.yaml', { at: [{ after: '1d' }] });
// @ts-expect-error -- an option that is not there
await testRun('a.yaml', { mocks: {} });

import { describe, expect, test } from 'vitest';

import { step } from '../../../../test/helpers/diagrams.ts';
import { notesOf } from './notes.ts';

describe('notesOf', () => {
  test.each<[string, object, readonly string[]]>([
    ['what it calls', {}, ['util.echo']],
    ['when it is skipped', { when: '${ $a > 1 }' }, ['util.echo', 'when $a > 1']],
    ['attempts', { retry: { maxAttempts: 3 } }, ['util.echo', 'up to 3 attempts']],
    ['retries', { retryCount: 3 }, ['util.echo', 'up to 4 attempts']],
    ['one attempt is not worth a line', { retryCount: 0 }, ['util.echo']],
    ['optional', { optional: true }, ['util.echo', 'optional']],
    ['rollback', { rollback: { target: 'bank', action: 'refund' } }, ['util.echo', '↺ bank.refund']],
    ['wait', { type: 'wait', for: 1500 }, ['1500 ms']],
    ['wait for a time', { type: 'wait', until: '$due' }, ['until $due']],
    [
      'event',
      { type: 'event', event: 'paid', match: '$event.id == 1', timeout: '2d', onTimeout: 'skip' },
      ['event paid', 'where $event.id == 1', '2d at most, then skipped'],
    ],
    [
      'approval',
      { type: 'approval', approvers: ['ann', 'role:ops'], quorum: 2, timeout: '2d', onTimeout: 'approve' },
      ['by ann, role:ops', '2 must approve', 'after 2d: approve'],
    ],
    [
      'escalation',
      {
        type: 'approval',
        quorum: { approve: 2, reject: 1 },
        timeout: '2d',
        onTimeout: { escalate: { approvers: ['boss'], timeout: '1d', onTimeout: 'reject' } },
      },
      ['approval', '2 approve or 1 reject', 'after 2d: ask boss', 'after 1d: reject'],
    ],
    ['approval without onTimeout', { type: 'approval', approvers: '$ops', timeout: '1h' }, ['by $ops', 'after 1h: fail']],
    ['validate', { type: 'validate', data: '$order', schema: true }, ['checks $order']],
    ['set', { type: 'set', values: { a: 1, b: 2 } }, ['sets a, b']],
    ['transform', { type: 'transform', jsonata: '$' }, ['JSONata']],
    ['generate', { type: 'generate' }, ['util.echo', 'gives the steps to run']],
    ['emit', { type: 'emit', event: 'done', to: { key: '$id' } }, ['done to key $id']],
    ['checkpoint', { type: 'checkpoint' }, ['checkpoint']],
    ['fail', { type: 'fail', error: { message: 'no money' } }, ['no money']],
    ['return', { type: 'return', value: { a: 1 } }, ['{"a":1}']],
    ['child', { type: 'workflow', workflow: 'ship@^1', wait: false }, ['ship@^1', 'does not wait for it']],
  ])('%s', (_, more, notes) => {
    expect(notesOf(step('s', more))).toEqual(notes);
  });
});

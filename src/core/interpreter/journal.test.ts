import { expect, test } from 'vitest';

import { isSettled, Journal, type JournalEntry } from './journal.ts';

function entry(path: string, change: Partial<JournalEntry> = {}): JournalEntry {
  return { path, stepId: path, stepName: path, body: '', status: 'COMPLETED', attempts: 1, ...change };
}

test('holds the latest state of each path, in order of first appearance', () => {
  const journal = new Journal([entry('a', { status: 'RUNNING' }), entry('b')]);
  journal.put(entry('a', { data: 1 }));
  journal.update('b', { rolledBack: true });
  journal.update('nowhere', { rolledBack: true });
  expect([...journal.entries()]).toMatchObject([
    { path: 'a', status: 'COMPLETED', data: 1 },
    { path: 'b', rolledBack: true },
  ]);
});

test('the newest execution of a step in a body hides those before it', () => {
  const journal = new Journal([entry('l[0].s', { stepId: 's', body: 'l[0]' }), entry('l[1].s', { stepId: 's', body: 'l[1]' })]);
  journal.put(entry('l[1]#2.s', { stepId: 's', body: 'l[1]', data: 'again' }));
  expect(journal.newest('l[1]', 's')).toMatchObject({ path: 'l[1]#2.s', data: 'again' });
  expect(journal.newest('l[0]', 's')).toMatchObject({ path: 'l[0].s' });
  expect(journal.newest('', 's')).toBeUndefined();
});

test('CANCELLED is no outcome: the step is executed again', () => {
  const settled = (
    ['PENDING', 'RUNNING', 'WAITING', 'RETRYING', 'COMPLETED', 'FAILED', 'SKIPPED', 'CANCELLED', 'ROLLED_BACK'] as const
  ).filter((status) => isSettled(entry('a', { status })));
  expect(settled).toEqual(['COMPLETED', 'FAILED', 'SKIPPED', 'ROLLED_BACK']);
});

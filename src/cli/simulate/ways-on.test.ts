import { expect, it } from 'vitest';

import type { PendingTask } from '../../core/run/wire.ts';
import { parseMessage } from '../../testing/test-file/parse.ts';
import { waysOn } from './ways-on.ts';

const task: PendingTask = {
  path: 'review',
  stepId: 'review',
  stepName: 'Review',
  prompt: null,
  approvers: ['role:head of finance', 'ann'],
  form: { type: 'object', properties: { budget: { type: 'string' } } },
  quorum: { approve: 1, reject: 1 },
  decisions: [],
  since: '2025-01-01T00:00:00Z',
  due: null,
};

it('gives the command for a run and the message for a simulation', () => {
  const ways = waysOn(
    [
      { for: 'approval', path: 'loop[1].review', task },
      { for: 'event', path: 'ship/paid', events: ['payment received', 'null'] },
      { for: 'resume', path: '' },
    ],
    1000,
  );
  expect(ways).toEqual([
    {
      path: 'loop[1].review',
      for: 'approval',
      text: '"loop[1].review" waits for an approval by role:head of finance, ann',
      command: `stepwright approve RUN 'loop[1].review' --as NAME --role 'head of finance' --form '{"budget":"budget"}'`,
      at: '{ after: 1h1s, approve: { step: "loop[1].review", by: NAME, roles: ["head of finance"], form: { budget: budget } } }',
    },
    {
      path: 'ship/paid',
      for: 'event',
      text: '"ship/paid" waits for the event payment received',
      command: "stepwright event RUN/ship 'payment received'",
      at: '{ after: 1h1s, to: ship, event: { type: "payment received" } }',
    },
    expect.objectContaining({ at: '{ after: 1h1s, to: ship, event: { type: "null" } }' }),
    { path: '', for: 'resume', text: 'the run is paused', command: 'stepwright resume RUN', at: '{ after: 1h1s, resume: true }' },
  ]);
  for (const { at } of ways) expect(parseMessage(at, '--at').problems).toEqual([]);
});

it('names the first approver who is a person', () => {
  const [way] = waysOn([{ for: 'approval', path: 'review', task: { ...task, approvers: ['ann'], form: null } }], 0);
  expect(way?.command).toBe('stepwright approve RUN review --as ann');
});

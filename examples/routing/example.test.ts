import { expect, it } from 'vitest';

import { beside, exampleRun, recordsOf } from '../example-run.ts';

const example = exampleRun();
const file = beside(import.meta.url, 'routing.workflow.yaml');

it.each([
  {
    ticket: { subject: 'Data loss after update', category: 'bug', customer: { name: 'Acme', plan: 'pro' } },
    output: { channel: 'on-call', urgent: true },
    description: 'Answer within 1 hours',
  },
  {
    ticket: { subject: 'Wrong colour', category: 'bug', customer: { name: 'Acme', plan: 'enterprise' } },
    output: { channel: 'engineering', urgent: true },
    description: 'Answer within 4 hours',
  },
  {
    ticket: { subject: 'Invoice twice', category: 'billing', customer: { name: 'Ada', plan: 'free' } },
    output: { channel: 'billing', urgent: false },
    description: 'Answer within 24 hours',
  },
  {
    ticket: { subject: 'Hello', customer: { name: 'Ada', plan: 'free' } },
    output: { channel: 'support', urgent: false },
    description: 'Answer within 48 hours',
  },
])('$ticket.subject goes to $output.channel', async ({ ticket, output, description }) => {
  const result = await example.run(file, ticket);
  expect(result).toMatchObject({ status: 'COMPLETED', output });
  const { card, message } = result.output as { readonly card: string; readonly message: string };
  expect(card).not.toBe('');
  expect(message).not.toBe('');
  expect(recordsOf(example.read(`slack/${output.channel}.jsonl`))).toHaveLength(1);
  expect(example.read('trello/board.json')).toContain(description);
});

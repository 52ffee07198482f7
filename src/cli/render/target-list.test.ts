import picocolors from 'picocolors';
import { expect, it } from 'vitest';
import * as z from 'zod';

import { renderOverview, renderTarget, targetRecord } from './target-list.ts';

const colors = picocolors.createColors(false);
const slack = targetRecord({
  name: 'slack',
  description: 'Messages.',
  actions: {
    send: {
      description: 'Sends one.',
      params: z.object({
        channel: z.string().optional().describe('Where to.'),
        text: z.string(),
        level: z.enum(['info', 'bad']).default('info'),
        lines: z.array(z.union([z.string(), z.number()])).optional(),
      }),
      result: z.object({ ts: z.string() }),
      idempotent: true,
    },
    raw: { params: z.unknown(), idempotent: () => true },
  },
});

it('lists an action with its required params first', () => {
  expect(renderOverview([slack], colors)).toBe('slack  Messages.\n  slack.send  text, channel?, level?, lines?  Sends one.\n  slack.raw');
});

it('shows every param of one target with type, need and description', () => {
  expect(renderTarget(slack, colors).split('\n')).toEqual([
    'slack  Messages.',
    '',
    'slack.send  idempotent',
    '  Sends one.',
    '    channel  string                               Where to.',
    '    text     string               required',
    '    level    "info" | "bad"       default "info"',
    '    lines    (string | number)[]',
    '    → { ts }',
    '',
    'slack.raw  idempotent, depending on its params',
    '    no params',
  ]);
});

it('gives programs JSON Schema', () => {
  expect(slack.actions[0]).toMatchObject({
    name: 'send',
    idempotent: true,
    params: { type: 'object', required: ['text'] },
    result: { type: 'object' },
  });
  expect(slack.actions[1]).toMatchObject({ name: 'raw', idempotent: 'depends' });
});

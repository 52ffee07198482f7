import * as z from 'zod';
import type { TargetSpec } from '../target.ts';
import { optional, text } from './parts.ts';

const notification = z.strictObject({
  channel: optional(z.string()).describe('With or without "#". Default: general; urgent for urgent_notify.'),
  message: optional(text).describe('Default: names the run and the step.'),
  title: optional(text),
  fields: optional(z.array(z.strictObject({ title: text, value: z.unknown().optional(), short: optional(z.boolean()) }))).describe(
    'Named values below the message.',
  ),
  mentions: optional(z.array(z.string())).describe('Names of people or groups.'),
  color: optional(z.string()),
  blocks: optional(z.array(z.unknown())).describe("Slack's own layout blocks."),
  attachments: optional(z.array(z.unknown())),
  threadTs: optional(z.string()).describe('Answers in the thread of this message.'),
});

const posted = z.object({ channel: z.string(), ts: z.string(), url: z.string() });

export const slackSpec = {
  name: 'slack',
  description: 'Messages to channels.',
  actions: {
    send_notification: { description: 'Posts a message.', params: notification, result: posted, idempotent: true },
    urgent_notify: { description: 'Posts a message marked urgent.', params: notification, result: posted, idempotent: true },
    standard_notify: { description: 'Posts a message of normal priority.', params: notification, result: posted, idempotent: true },
  },
} as const satisfies TargetSpec;

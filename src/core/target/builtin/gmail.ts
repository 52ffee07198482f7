import * as z from 'zod';
import type { TargetSpec } from '../target.ts';
import { fileRef, optional, strings, text } from './parts.ts';

const addresses = optional(z.union([z.string(), strings]));

export const gmailSpec = {
  name: 'gmail',
  description: 'E-mail.',
  actions: {
    send_email: {
      description: 'Sends a message.',
      params: z.strictObject({
        to: addresses.describe('One address or a list. Default: the mailbox itself.'),
        cc: addresses,
        bcc: addresses,
        subject: optional(text).describe('Default: names the run and the step.'),
        body: text,
        html: optional(z.boolean()).describe('The body is HTML. Default: false.'),
        attachments: optional(z.array(fileRef)),
      }),
      result: z.object({ id: z.string(), to: strings, subject: z.string() }),
      idempotent: true,
    },
  },
} as const satisfies TargetSpec;

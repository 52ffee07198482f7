import { gmailSpec } from '../../../src/core/target/builtin/gmail.ts';
import type { Target } from '../../../src/core/target/target.ts';
import { implement } from '../implement.ts';
import type { GmailProvider } from './provider.ts';

/** Where a message without addressee goes: Gmail's own name for the mailbox. */
const MYSELF = 'me';

export function gmailTarget(provider: GmailProvider): Target {
  return implement(gmailSpec, {
    async send_email(params, ctx) {
      const to = addresses(params.to);
      const email = {
        to: to.length === 0 ? [MYSELF] : to,
        cc: addresses(params.cc),
        bcc: addresses(params.bcc),
        subject: String(params.subject ?? `Run ${ctx.runId}, step ${ctx.path}`),
        body: String(params.body),
        html: params.html ?? false,
        attachments: params.attachments ?? [],
      };
      const { id } = await provider.send(email, ctx);
      return { id, to: email.to, subject: email.subject };
    },
  });
}

function addresses(given: string | readonly string[] | null | undefined): string[] {
  const list = typeof given === 'string' ? given.split(',') : (given ?? []);
  return list.map((address) => address.trim()).filter((address) => address !== '');
}

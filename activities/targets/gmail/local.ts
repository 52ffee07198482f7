import { digest, type DataFolder } from '../local/data-folder.ts';
import { appendOnce } from '../local/json-lines.ts';
import type { GmailProvider } from './provider.ts';

/** Writes messages to `gmail/outbox.jsonl`, one line each. */
export function localGmail(folder: DataFolder): GmailProvider {
  const path = folder.path('gmail', 'outbox.jsonl');
  return {
    async send(email, { idempotencyKey, signal }) {
      const { id } = await appendOnce(folder, path, {
        idempotencyKey,
        signal,
        make: () => ({ idempotencyKey, id: digest(idempotencyKey).slice(0, 16), at: new Date().toISOString(), ...email }),
      });
      return { id };
    },
  };
}

import { pathToFileURL } from 'node:url';

import type { DataFolder } from '../local/data-folder.ts';
import { appendOnce } from '../local/json-lines.ts';
import { safeName } from '../local/safe-name.ts';
import type { SlackProvider } from './provider.ts';

/** Writes messages to `slack/<channel>.jsonl`, one line each. */
export function localSlack(folder: DataFolder): SlackProvider {
  return {
    async post({ extra, ...message }, { idempotencyKey, signal }) {
      const path = folder.path('slack', `${safeName(message.channel)}.jsonl`);
      const { channel, ts } = await appendOnce(folder, path, {
        idempotencyKey,
        signal,
        make: () => ({ idempotencyKey, ts: timestamp(), at: new Date().toISOString(), ...message, ...extra }),
      });
      return { channel, ts, url: `${pathToFileURL(path).href}#${ts}` };
    },
  };
}

/** As Slack names messages: seconds with six decimals. */
function timestamp(): string {
  const now = Date.now();
  const micros = (now % 1000) * 1000 + Math.floor(Math.random() * 1000);
  return `${Math.floor(now / 1000)}.${String(micros).padStart(6, '0')}`;
}

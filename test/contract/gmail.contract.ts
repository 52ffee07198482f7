import { describe, expect, it } from 'vitest';

import type { GmailProvider } from '../../activities/targets/gmail/provider.ts';
import { effect } from './effect.ts';

/** What every Gmail provider does; `sent` gives the messages that left. */
export function gmailContract(
  open: () => { readonly provider: GmailProvider; sent(): Promise<readonly { readonly subject: string }[]> },
): void {
  const email = (subject: string) => ({ to: ['a@example.com'], cc: [], bcc: [], subject, body: 'hi', html: false, attachments: [] });

  describe('gmail provider', () => {
    it('sends once for each key', async () => {
      const { provider, sent } = open();
      const first = await provider.send(email('one'), effect('a'));
      expect(await provider.send(email('one'), effect('a'))).toEqual(first);
      expect(await provider.send(email('two'), effect('b'))).not.toEqual(first);
      expect((await sent()).map(({ subject }) => subject)).toEqual(['one', 'two']);
    });
  });
}

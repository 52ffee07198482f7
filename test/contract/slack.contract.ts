import { describe, expect, it } from 'vitest';

import type { SlackProvider } from '../../activities/targets/slack/provider.ts';
import { effect } from './effect.ts';

/** What every Slack provider does; `read` gives the messages of a channel. */
export function slackContract(
  open: () => { readonly provider: SlackProvider; read(channel: string): Promise<readonly { readonly message: string }[]> },
): void {
  const message = (text: string) => ({ channel: 'general', message: text, priority: 'normal', extra: { mentions: ['@ada'] } }) as const;

  describe('slack provider', () => {
    it('posts to the channel', async () => {
      const { provider, read } = open();
      const posted = await provider.post({ ...message('hello\n"world"'), title: 'T', fields: [{ title: 'n', value: 1 }] }, effect('a'));
      expect(posted).toEqual({
        channel: 'general',
        ts: expect.stringMatching(/^\d+\.\d{6}$/) as string,
        url: expect.any(String) as string,
      });
      await provider.post(message('second'), effect('b'));
      expect((await read('general')).map((each) => each.message)).toEqual(['hello\n"world"', 'second']);
    });

    it('posts once for each key, and gives the first answer again', async () => {
      const { provider, read } = open();
      const first = await provider.post(message('hello'), effect('a'));
      const answers = await Promise.all(Array.from({ length: 5 }, () => provider.post(message('hello'), effect('a'))));
      expect(answers).toEqual(Array.from({ length: 5 }, () => first));
      expect(await read('general')).toHaveLength(1);
    });

    it('does nothing for a call that was given up', async () => {
      const { provider, read } = open();
      await provider.post(message('hello'), effect('a'));
      await expect(provider.post(message('late'), effect('b', AbortSignal.abort()))).rejects.toThrow(/abort/i);
      expect(await read('general')).toHaveLength(1);
    });
  });
}

import type { Effect } from '../local/effect.ts';

export interface SlackMessage {
  /** Without "#". */
  readonly channel: string;
  readonly message: string;
  readonly priority: 'urgent' | 'standard' | 'normal';
  readonly title?: string;
  readonly fields?: readonly { readonly title: string; readonly value: unknown }[];
  /** Whatever else was given: mentions, color, blocks, attachments, threadTs. */
  readonly extra: Readonly<Record<string, unknown>>;
}

export interface PostedMessage {
  readonly channel: string;
  readonly ts: string;
  readonly url: string;
}

export interface SlackProvider {
  /** Posts once for each key. */
  post(message: SlackMessage, call: Effect): Promise<PostedMessage>;
}

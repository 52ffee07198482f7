import type { FileRef } from '../../../src/core/target/target.ts';
import type { Effect } from '../local/effect.ts';

export interface Email {
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly subject: string;
  readonly body: string;
  readonly html: boolean;
  readonly attachments: readonly FileRef[];
}

export interface GmailProvider {
  /** Sends once for each key; gives the message's id. */
  send(email: Email, call: Effect): Promise<{ readonly id: string }>;
}

import type { ActionContext } from '../../../src/core/target/target.ts';

/** What a provider needs of the call: the key under which the effect happens once, and the signal to give up. */
export type Effect = Pick<ActionContext, 'idempotencyKey' | 'signal'>;

import { setTimeout as delay } from 'node:timers/promises';

import type { Site } from './site.ts';

export type Trouble = 'worker' | 'server' | 'store';

export interface TroubleOptions {
  /** Shuffled, and dealt again when all of it was: each happens as often as it is in there. */
  readonly deck: readonly Trouble[];
  /** Picks below a length; decides everything. */
  readonly pick: (length: number) => number;
  /** Milliseconds between two troubles, at most. */
  readonly everyMs: number;
  readonly until: AbortSignal;
}

/** Kills and restarts until told to stop. */
export async function makeTrouble(site: Site, { deck, pick, everyMs, until }: TroubleOptions): Promise<void> {
  let hand: Trouble[] = [];
  while (!until.aborted) {
    // An abort is the end of the loop.
    await delay(everyMs / 4 + pick(0.75 * everyMs), undefined, { signal: until }).catch(() => undefined);
    if (until.aborted) return;
    if (hand.length === 0) hand = [...deck];
    const [trouble] = hand.splice(pick(hand.length), 1);
    await happen(site, trouble, pick);
  }
}

async function happen(site: Site, trouble: Trouble | undefined, pick: (length: number) => number): Promise<void> {
  if (trouble === 'server') await site.restartServer(pick(2000));
  else if (trouble === 'store') await site.restartStore(pick(3000));
  else await site.killWorker(pick);
}

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { openAll, type Entrant, type Entry } from './contestants/entrant.ts';
import { startTemporal, type Kept, type TemporalServer } from './temporal-server.ts';

/** Where contestants meet. */
export interface Place {
  readonly server: TemporalServer;
  /** Where every step sends its GET; `?ms=100` makes it wait. */
  readonly url: string;
  /** Goes with the place. */
  readonly folder: string;
  /** Starts contestants, each in a process of its own; they go with the place. */
  readonly open: (entries: readonly Entry[]) => Promise<readonly Entrant[]>;
  /** Ended with the place, after the contestants. */
  readonly closing: (end: () => Promise<void>) => void;
}

export async function withPlace(kept: Kept, work: (place: Place) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'stepwright-bench-'));
  const service = fork(fileURLToPath(new URL('no-op-server.ts', import.meta.url)), [], { execArgv: ['--import', 'tsx'] });
  const [url] = (await once(service, 'message')) as [string];
  const server = await startTemporal(folder, kept);
  const entrants: Entrant[] = [];
  const ends = [() => server.stop()];
  const open = async (entries: readonly Entry[]): Promise<readonly Entrant[]> => {
    const opened = await openAll(entries);
    entrants.push(...opened);
    return opened;
  };
  try {
    await work({ server, url, folder, open, closing: (end) => void ends.push(end) });
  } finally {
    await Promise.all(entrants.map((entrant) => entrant.close()));
    await Promise.all(ends.map((end) => end()));
    service.disconnect();
    rmSync(folder, { recursive: true, force: true });
  }
}

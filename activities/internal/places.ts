import type { Client } from '@temporalio/client';
import { Context } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/common';
import * as z from 'zod';

import { SIGNALS, type CancelRequest } from '../../src/core/run/wire.ts';
import { Places, type RunsInPlaces } from '../../src/records/places.ts';
import type { Store } from '../../src/storage/store.ts';

export const placeParams = z.object({
  definition: z.string(),
  key: z.string(),
  runId: z.string(),
  limit: z.int().positive(),
  onLimit: z.enum(['queue', 'skip', 'replace']),
});

/** The places of the namespace that the calling run is in. */
export function placesIn(store: Store): Places {
  const { client, info } = Context.current();
  return new Places(store, { runs: new TemporalRuns(client), namespace: info.namespace });
}

class TemporalRuns implements RunsInPlaces {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  isOpen(runId: string): Promise<boolean> {
    return unlessGone(async () => (await this.#client.workflow.getHandle(runId).describe()).status.name === 'RUNNING');
  }

  call(runId: string): Promise<boolean> {
    return unlessGone(async () => {
      await this.#client.workflow.getHandle(runId).signal(SIGNALS.admit);
      return true;
    });
  }

  async cancel(runId: string, reason: string): Promise<void> {
    await unlessGone(async () => {
      const handle = this.#client.workflow.getHandle(runId);
      await handle.signal<[CancelRequest]>(SIGNALS.cancel, { reason });
      await handle.cancel();
      return true;
    });
  }
}

/** False: the run has ended, or is forgotten. */
async function unlessGone(work: () => Promise<boolean>): Promise<boolean> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

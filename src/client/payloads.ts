import type { KeptPayload } from '../files/payload-store.ts';
import type { Cluster } from './cluster.ts';
import type { PayloadPolicy, PayloadQuery, PayloadsApi } from './kept-api.ts';
import { hashesInUse } from './payloads-in-use.ts';

const DEFAULT_AGE = 30 * 24 * 60 * 60 * 1000;

/** The payloads of the client's store and data folder. */
export class ClientPayloads implements PayloadsApi {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  async *list({ runId }: PayloadQuery = {}): AsyncGenerator<KeptPayload, void, void> {
    for await (const kept of this.#cluster.payloads.list()) if (runId === undefined || kept.runs.includes(runId)) yield kept;
  }

  async clean({ olderThan = DEFAULT_AGE, dryRun = false }: PayloadPolicy = {}): Promise<readonly KeptPayload[]> {
    const { payloads, config } = this.#cluster;
    const cutoff = Date.now() - olderThan;
    const all: KeptPayload[] = [];
    for await (const kept of payloads.list()) all.push(kept);
    // Who refers to what was written for another namespace can't be seen from here.
    const old = all.filter((kept) => kept.usedAt <= cutoff && kept.namespaces.every((each) => each === config.namespace));
    const used = old.length === 0 ? new Set<string>() : await hashesInUse(this.#cluster, all, cutoff);
    const gone: KeptPayload[] = [];
    // Whoever writes one again meanwhile keeps it.
    for (const kept of old) if (!used.has(kept.hash) && (dryRun || (await payloads.delete(kept)))) gone.push(kept);
    if (!dryRun) await payloads.sweep();
    return gone;
  }
}

import type { KeptPayload } from '../files/payload-store.ts';
import { PAYLOAD_COLLECTIONS } from '../records/stored-payloads.ts';
import type { Store } from '../storage/store.ts';
import type { Cluster } from './cluster.ts';
import { eventsOfHistory } from './history-page.ts';
import { quoted } from './quoted.ts';
import { GRPC, grpcCode, temporalError } from './temporal-errors.ts';

/** A hash as references hold it, whatever they are written in. */
const HASH = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;
/** Documents may be as large as 15 MB. */
const DOCUMENTS_AT_ONCE = 20;

/**
 * The hashes that something refers to: a run of the namespace that goes on or ended after `cutoff` (ms since the epoch), a document of the
 * store, a payload that one of these refers to, or one that was written after `cutoff`. A hash found anywhere counts, so it errs on the safe side.
 */
export async function hashesInUse(cluster: Cluster, all: readonly KeptPayload[], cutoff: number): Promise<ReadonlySet<string>> {
  const values = new Set(all.filter(({ area }) => area === 'values').map(({ hash }) => hash));
  const used = new Set<string>();
  const unread: string[] = [];
  const see = (text: string): void => {
    for (const [hash] of text.matchAll(HASH)) {
      if (used.has(hash)) continue;
      used.add(hash);
      if (values.has(hash)) unread.push(hash);
    }
  };
  for (const { hash, usedAt } of all) if (usedAt > cutoff) see(hash);
  for await (const text of textsOfRuns(cluster, cutoff)) see(text);
  for await (const text of textsOfStore(await cluster.store())) see(text);
  // A large value may name files.
  for (let hash = unread.pop(); hash !== undefined; hash = unread.pop()) {
    const bytes = await cluster.payloads.read('values', hash);
    if (bytes !== undefined) see(latin1(bytes));
  }
  return used;
}

async function* textsOfRuns(cluster: Cluster, cutoff: number): AsyncGenerator<string, void, void> {
  const query = `ExecutionStatus = 'Running' OR CloseTime > ${quoted(new Date(cutoff).toISOString())}`;
  try {
    for await (const { workflowId, runId } of cluster.client.workflow.list({ query })) yield* textsOfHistory(cluster, workflowId, runId);
  } catch (error) {
    throw temporalError(error, 'look for runs that use payloads');
  }
}

async function* textsOfHistory(cluster: Cluster, workflowId: string, runId: string): AsyncGenerator<string, void, void> {
  try {
    for await (const event of eventsOfHistory(cluster, { workflowId, runId })) yield* textsIn(event);
  } catch (error) {
    // It is gone since it was listed.
    if (grpcCode(error) !== GRPC.notFound) throw error;
  }
}

/** All bytes, however deep: payloads are in many places of a history. */
function* textsIn(value: unknown): Generator<string, void, void> {
  if (typeof value !== 'object' || value === null) return;
  if (value instanceof Uint8Array) yield latin1(value);
  else for (const inner of Object.values(value)) yield* textsIn(inner);
}

async function* textsOfStore(store: Store): AsyncGenerator<string, void, void> {
  for (const spec of await store.specs()) {
    if (PAYLOAD_COLLECTIONS.includes(spec.name)) continue;
    let cursor: string | undefined;
    do {
      const page = await store.collection(spec).list({ limit: DOCUMENTS_AT_ONCE, ...(cursor === undefined ? {} : { cursor }) });
      for (const { value } of page.documents) yield JSON.stringify(value);
      cursor = page.next;
    } while (cursor !== undefined);
  }
}

function latin1({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
}

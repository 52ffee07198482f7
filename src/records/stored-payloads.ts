import { randomUUID } from 'node:crypto';

import { StepwrightError } from '../core/errors/stepwright-error.ts';
import {
  BROKEN_OFF,
  payloadHash,
  type KeptPayload,
  type PayloadArea,
  type PayloadStore,
  type PayloadUser,
} from '../files/payload-store.ts';
import { ABSENT, type Collection, type Store } from '../storage/store.ts';

/** Bytes in a document: 512 KiB as base64. */
const CHUNK = 384 * 1024;
/** Runs that a payload remembers: the last ones that wrote it. */
const MOST_RUNS = 20;
/** Writers that come between before it is given up: each means that another one succeeded. */
const MOST_TRIES = 100;

/** What is known of a payload. It is written last, and goes first: where it is, all chunks are. */
interface Manifest {
  readonly area: PayloadArea;
  readonly hash: string;
  readonly size: number;
  readonly chunks: number;
  /** Of its chunks: what was deleted and written again has others, so that nobody deletes those of another. */
  readonly write: string;
  readonly usedAt: number;
  readonly runs: readonly string[];
  readonly namespaces: readonly string[];
}

type Chunks = Pick<Manifest, 'write' | 'chunks'>;

/** Chunks whose manifest is not written yet. */
interface Begun extends Chunks {
  readonly begunAt: number;
}

interface Collections {
  readonly manifests: Collection<Manifest>;
  readonly chunks: Collection<{ readonly base64: string }>;
  readonly begun: Collection<Begun>;
}

/** Collections of payloads in a store. */
export const PAYLOAD_COLLECTIONS: readonly string[] = ['payloads', 'payload_chunks', 'payload_writes'];

/** Payloads in a store that several machines reach, in chunks. The store is opened with the first of them. */
export class StoredPayloads implements PayloadStore {
  readonly #open: () => Promise<Store>;
  readonly #now: () => number;

  constructor(open: () => Promise<Store>, now: () => number = Date.now) {
    this.#open = open;
    this.#now = now;
  }

  async write(area: PayloadArea, bytes: Uint8Array, user: PayloadUser = {}): Promise<string> {
    const kept = await this.#collections();
    const hash = payloadHash(bytes);
    const key = `${area}/${hash}`;
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const found = await kept.manifests.get(key);
      const chunks = found?.value ?? (await this.#writeChunks(kept, bytes));
      const before = found?.value ?? { area, hash, size: bytes.byteLength, runs: [], namespaces: [], ...chunks };
      const written = await kept.manifests.put(key, this.#used(before, user), { expected: found?.revision ?? ABSENT });
      if (found === undefined && written === undefined) await dropChunks(kept, chunks);
      if (found === undefined) await kept.begun.delete(chunks.write);
      if (written !== undefined) return hash;
    }
    throw new StepwrightError('Failed', `payload ${hash} is written by too many at once`, { class: 'transient' });
  }

  async read(area: PayloadArea, hash: string): Promise<Uint8Array | undefined> {
    const kept = await this.#collections();
    const found = await kept.manifests.get(`${area}/${hash}`);
    if (found === undefined) return undefined;
    const parts: Buffer[] = [];
    for (const key of chunkKeys(found.value)) parts.push(Buffer.from((await kept.chunks.get(key))?.value.base64 ?? '', 'base64'));
    const bytes = Buffer.concat(parts);
    if (payloadHash(bytes) === hash) return bytes;
    throw new StepwrightError('StoreDamaged', `payload ${hash} in the store is not what was written`, {
      class: 'permanent',
      hint: 'Restore it from a backup of the store: stepwright store restore.',
    });
  }

  async *list(): AsyncGenerator<KeptPayload, void, void> {
    const { manifests } = await this.#collections();
    let cursor: string | undefined;
    do {
      const page = await manifests.list(cursor === undefined ? {} : { cursor });
      for (const { value, revision } of page.documents) {
        const { write: _write, chunks: _chunks, ...rest } = value;
        yield { ...rest, where: 'store', revision };
      }
      cursor = page.next;
    } while (cursor !== undefined);
  }

  async delete({ area, hash, revision }: KeptPayload): Promise<boolean> {
    const kept = await this.#collections();
    const found = await kept.manifests.get(`${area}/${hash}`);
    if (found === undefined || found.revision !== revision) return false;
    // Whoever is killed in between leaves chunks that are on record.
    await kept.begun.put(found.value.write, this.#begun(found.value));
    const deleted = await kept.manifests.delete(`${area}/${hash}`, { expected: revision });
    if (deleted) await dropChunks(kept, found.value);
    await kept.begun.delete(found.value.write);
    return deleted;
  }

  async sweep(): Promise<number> {
    const kept = await this.#collections();
    const broken: Begun[] = [];
    let cursor: string | undefined;
    do {
      const page = await kept.begun.list(cursor === undefined ? {} : { cursor });
      for (const { value } of page.documents) if (value.begunAt <= this.#now() - BROKEN_OFF) broken.push(value);
      cursor = page.next;
    } while (cursor !== undefined);
    const whole = await writesOf(kept.manifests, broken);
    for (const begun of broken) {
      if (!whole.has(begun.write)) await dropChunks(kept, begun);
      await kept.begun.delete(begun.write);
    }
    return broken.length;
  }

  async #writeChunks(kept: Collections, bytes: Uint8Array): Promise<Chunks> {
    const chunks = { write: randomUUID(), chunks: Math.ceil(bytes.byteLength / CHUNK) };
    await kept.begun.put(chunks.write, this.#begun(chunks));
    for (const [i, key] of chunkKeys(chunks).entries()) {
      const part = bytes.subarray(i * CHUNK, (i + 1) * CHUNK);
      await kept.chunks.put(key, { base64: Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('base64') });
    }
    return chunks;
  }

  #begun({ write, chunks }: Chunks): Begun {
    return { write, chunks, begunAt: this.#now() };
  }

  #used(before: Omit<Manifest, 'usedAt'>, { runId, namespace }: PayloadUser): Manifest {
    const runs = runId === undefined ? before.runs : [runId, ...before.runs.filter((run) => run !== runId)].slice(0, MOST_RUNS);
    const namespaces = namespace === undefined ? before.namespaces : [...new Set([...before.namespaces, namespace])];
    return { ...before, runs, namespaces, usedAt: this.#now() };
  }

  async #collections(): Promise<Collections> {
    const store = await this.#open();
    return {
      manifests: store.collection({ name: 'payloads' }),
      chunks: store.collection({ name: 'payload_chunks' }),
      begun: store.collection({ name: 'payload_writes' }),
    };
  }
}

function chunkKeys({ write, chunks }: Chunks): readonly string[] {
  return Array.from({ length: chunks }, (_, i) => `${write}/${i}`);
}

async function dropChunks({ chunks }: Collections, of: Chunks): Promise<void> {
  for (const key of chunkKeys(of)) await chunks.delete(key);
}

/** Which of these writes have a manifest. */
async function writesOf(manifests: Collection<Manifest>, begun: readonly Begun[]): Promise<ReadonlySet<string>> {
  const whole = new Set<string>();
  if (begun.length === 0) return whole;
  let cursor: string | undefined;
  do {
    const page = await manifests.list(cursor === undefined ? {} : { cursor });
    for (const { value } of page.documents) whole.add(value.write);
    cursor = page.next;
  } while (cursor !== undefined);
  return whole;
}

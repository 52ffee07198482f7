import { createHash } from 'node:crypto';

/** `values`: large payloads of histories; `files`: contents of file references. */
export type PayloadArea = 'values' | 'files';

/** For whom something is written. */
export interface PayloadUser {
  /** Of Temporal. */
  readonly namespace?: string;
  /** Temporal's workflow id. */
  readonly runId?: string;
}

/** Something that is kept, without its bytes. */
export interface KeptPayload {
  readonly area: PayloadArea;
  /** SHA-256 of the bytes, in hex. */
  readonly hash: string;
  /** Bytes. */
  readonly size: number;
  readonly where: 'folder' | 'store';
  /** When it was last written by anybody, in ms since the epoch. */
  readonly usedAt: number;
  /** The last runs that wrote it; a folder knows none. */
  readonly runs: readonly string[];
  /** Those it was written for; a folder knows none. */
  readonly namespaces: readonly string[];
  /** Another one after every write. */
  readonly revision: string;
}

/** Where large payloads and files lie: by their hash, each content once. */
export interface PayloadStore {
  /** Gives the hash. What is there already is only marked as used again. */
  write(area: PayloadArea, bytes: Uint8Array, user?: PayloadUser): Promise<string>;
  /** Undefined: it is not here. @throws StepwrightError `StoreDamaged` when it is not what was written */
  read(area: PayloadArea, hash: string): Promise<Uint8Array | undefined>;
  list(): AsyncIterable<KeptPayload>;
  /** False: it is gone, or was written again since it was listed. */
  delete(payload: KeptPayload): Promise<boolean>;
  /** Deletes what was left, for a day or longer, by those who were killed while they wrote; gives how many of them. */
  sweep(): Promise<number>;
}

/** Milliseconds after which a write that has not ended was broken off. */
export const BROKEN_OFF = 24 * 60 * 60 * 1000;

export function payloadHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

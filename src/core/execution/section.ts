import type { RunRequest } from '../interpreter/run-request.ts';
import type { Snapshot } from '../interpreter/snapshot.ts';
import type { CallEnd } from '../run/call-end.ts';

/** Type of the local activity that makes one call. */
export const LOCAL_CALL = 'stepwright.local';
/** Type of the local activity that ends an attempt which nobody goes on with. */
export const GIVE_UP = 'stepwright.giveUp';
/** Type of the activity that executes a section. */
export const SECTION = 'stepwright.express';

/** A run as it stands, for a worker to go on with beside the workflow. */
export interface SectionRequest {
  readonly run: SectionRun;
  /** Run id in the idempotency keys. */
  readonly keyRunId: string;
  /** Workflow time at which the section begins, ms since the epoch. */
  readonly now: number;
  /** Paths of the express calls that wait to be made: a run that asks for others here does not stand as it did there. */
  readonly wanted: readonly string[];
  /** Paths of calls that are made elsewhere already. */
  readonly elsewhere: readonly string[];
  /** Milliseconds that it may take. */
  readonly budget: number;
}

/** What a run begins with that stands somewhere. */
export type SectionRun = Omit<RunRequest, 'journal' | 'rollbacks' | 'resumedFrom' | 'observer'> & { readonly snapshot: Snapshot };

/** One end of a call, as the interpreter was given it. */
export interface Delivery {
  readonly path: string;
  /** ms since the epoch. */
  readonly at: number;
  readonly end: CallEnd;
  /** Given in one go with the one before. */
  readonly together?: true;
}

/** What a section did. */
export interface SectionLog {
  /** In order: a run that is given the same in this order does the same. */
  readonly deliveries: readonly Delivery[];
  /** Milliseconds. */
  readonly took: number;
}

import type { KeptPayload } from '../files/payload-store.ts';
import type { ArchivedRun, ArchivedSummary, ArchiveQuery, RetentionPolicy } from '../records/run-history.ts';
import type { ListQuery } from './api.ts';

export interface PayloadQuery {
  /** Only what this run wrote, as far as that is known: a folder does not know. */
  readonly runId?: string;
}

export interface PayloadPolicy {
  /** Milliseconds: what was written later stays, and so does what a run refers to that has not ended, or later than that. @default 30 days */
  readonly olderThan?: number;
  /** Deletes nothing. @default false */
  readonly dryRun?: boolean;
}

/** Large values and files, in the store when it is shared, and in the data folder. */
export interface PayloadsApi {
  list(query?: PayloadQuery): AsyncIterable<KeptPayload>;
  /** Deletes those that nothing refers to any more: no run, and no dead letter, checkpoint, cached result or archived run; gives them. */
  clean(policy?: PayloadPolicy): Promise<readonly KeptPayload[]>;
}

/** Which ended runs to archive. */
export interface ArchiveSweep extends Omit<ListQuery, 'limit'> {
  /** Those that ended then or later. @default all that Temporal still knows */
  readonly closedSince?: Date;
}

/** What became of a run that was to be archived. */
export interface Archived {
  readonly runId: string;
  /** False: it was there already. */
  readonly added: boolean;
}

/** Results and trails of ended runs, in the client's store: they outlive Temporal's retention. */
export interface RunHistoryApi {
  /**
   * Keeps the result and the trail of a run; once is enough.
   *
   * @throws {StepwrightError} `InvalidValue` while it goes on, `RunNotFound`
   */
  archive(runId: string): Promise<Archived>;
  /** The same of many, one after the other; broken off, it goes on where it was when asked again. */
  archiveAll(sweep?: ArchiveSweep): AsyncIterable<Archived>;
  /** Those that ended last first. */
  list(query?: ArchiveQuery): AsyncIterable<ArchivedSummary>;
  /** @throws {StepwrightError} `NotFound`; `StoreDamaged` when it was changed since */
  get(runId: string): Promise<ArchivedRun>;
  /** Deletes those that a policy lets go; gives them. */
  clean(policy: RetentionPolicy): Promise<readonly ArchivedSummary[]>;
}

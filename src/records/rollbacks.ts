import { present } from '../core/present.ts';
import type { RollbackNote } from '../core/run/rollback-note.ts';
import type { Collection, Store } from '../storage/store.ts';

/** A rollback that is over. */
export interface RollbackRecord extends Omit<RollbackNote, 'definition' | 'startedAt' | 'endedAt'> {
  /** The run whose steps were undone: Temporal's workflow id. */
  readonly runId: string;
  /** The run that undid them, where it was another one. */
  readonly rollbackRunId?: string;
  readonly definition: string;
  readonly definitionName: string;
  readonly version?: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string;
}

/** Whose rollbacks are meant; each field must fit. */
export interface RollbackFilter {
  readonly runId?: string;
  readonly definition?: string;
  readonly outcome?: RollbackNote['outcome'];
}

/** The runs that a record is about. */
export interface RollbackRuns {
  readonly runId: string;
  /** The run that says so. */
  readonly by: string;
}

const ROLLBACKS = { name: 'rollbacks', indexes: ['runId', 'definition', 'outcome', 'startedAt'] };

/** The history of all rollbacks of whole runs; it outlives the runs. */
export class Rollbacks {
  readonly #rollbacks: Collection<RollbackRecord>;

  constructor(store: Store) {
    this.#rollbacks = store.collection(ROLLBACKS);
  }

  /** The same word twice counts once, since an activity may be tried again. */
  async keep({ definition, startedAt, endedAt, ...note }: RollbackNote, { runId, by }: RollbackRuns): Promise<void> {
    const record: RollbackRecord = {
      ...note,
      runId,
      ...(by === runId ? {} : { rollbackRunId: by }),
      definition: definition.id,
      definitionName: definition.name,
      ...present({ version: definition.version }),
      startedAt: new Date(startedAt).toISOString(),
      endedAt: new Date(endedAt).toISOString(),
    };
    await this.#rollbacks.put(`${by}@${startedAt}`, record);
  }

  /** The newest first. */
  async *list(filter: RollbackFilter = {}): AsyncIterable<RollbackRecord> {
    let cursor: string | undefined;
    do {
      const page = await this.#rollbacks.list({
        where: present({ ...filter }) as Readonly<Record<string, string>>,
        orderBy: 'startedAt',
        descending: true,
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const { value } of page.documents) yield value;
      cursor = page.next;
    } while (cursor !== undefined);
  }
}

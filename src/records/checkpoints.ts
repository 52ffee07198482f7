import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import type { RunJournal } from '../core/run/wire.ts';
import { definitionHash } from '../files/definition-hash.ts';
import type { Collection, Store } from '../storage/store.ts';

/** Of what a checkpoint holds; a later format may not be readable here. */
const FORMAT = 1;

/** A run as it stood at one point, kept so that another can start from there. */
export interface Checkpoint {
  readonly format: number;
  /** `<run id>/<path>`. */
  readonly id: string;
  readonly runId: string;
  /** Of the step that saved it; `~failed`: the run had failed. */
  readonly path: string;
  readonly name: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Id of the definition. */
  readonly definition: string;
  readonly version: string | null;
  /** Hash of the definition. */
  readonly hash: string;
  readonly journal: RunJournal;
  /** SHA-256 of all the rest as canonical JSON. */
  readonly checksum: string;
}

/** A checkpoint without what it holds. */
export type CheckpointSummary = Omit<Checkpoint, 'journal' | 'checksum' | 'format'>;

export interface NewCheckpoint {
  readonly runId: string;
  readonly path: string;
  readonly name: string;
  readonly journal: RunJournal;
}

/** Which ones; absent fields leave none out. */
export interface CheckpointQuery {
  readonly runId?: string;
  readonly definition?: string;
}

/** Which ones may go: older than this, and not among the newest of their run. */
export interface CleanPolicy extends CheckpointQuery {
  /** Milliseconds. @default however young */
  readonly olderThan?: number;
  /** Newest ones of each run that stay. @default 0 */
  readonly keep?: number;
}

/** The checkpoints in a store. `now` is in ms since the epoch. */
export class Checkpoints {
  readonly #kept: Collection<Checkpoint>;
  readonly #now: () => number;

  constructor(store: Store, now: () => number = Date.now) {
    this.#kept = store.collection<Checkpoint>({ name: 'checkpoints', indexes: ['runId', 'definition', 'createdAt'] });
    this.#now = now;
  }

  /** Saves one; saved before by the same step of the same run, it is replaced. */
  async save({ runId, path, name, journal }: NewCheckpoint): Promise<Checkpoint> {
    const { definition } = journal;
    const content = {
      format: FORMAT,
      id: `${runId}/${path}`,
      runId,
      path,
      name,
      createdAt: new Date(this.#now()).toISOString(),
      definition: definition.id,
      version: definition.version ?? null,
      hash: definitionHash(definition),
      journal,
    };
    const checkpoint = { ...content, checksum: checksumOf(content) };
    await this.#kept.put(checkpoint.id, checkpoint);
    return checkpoint;
  }

  /** @throws {StepwrightError} `NotFound` */
  async get(id: string): Promise<Checkpoint> {
    const found = await this.#kept.get(id);
    if (found !== undefined) return found.value;
    throw new StepwrightError('NotFound', `there is no checkpoint "${id}"`, {
      class: 'validation',
      hint: 'stepwright checkpoints list shows them.',
    });
  }

  /** The newest first. */
  async *list(query: CheckpointQuery = {}): AsyncGenerator<CheckpointSummary, void, void> {
    let cursor: string | undefined;
    do {
      const page = await this.#kept.list({
        where: { ...query },
        orderBy: 'createdAt',
        descending: true,
        limit: 20,
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const { value } of page.documents) {
        const { journal: _journal, checksum: _checksum, format: _format, ...summary } = value;
        yield summary;
      }
      cursor = page.next;
    } while (cursor !== undefined);
  }

  /** False: there was none. */
  delete(id: string): Promise<boolean> {
    return this.#kept.delete(id);
  }

  /** Deletes those that a policy lets go; gives them, the newest first. */
  async clean({ olderThan = 0, keep = 0, ...query }: CleanPolicy): Promise<readonly CheckpointSummary[]> {
    const youngest = this.#now() - olderThan;
    const seen = new Map<string, number>();
    const old: CheckpointSummary[] = [];
    for await (const summary of this.list(query)) {
      const newer = seen.get(summary.runId) ?? 0;
      seen.set(summary.runId, newer + 1);
      if (newer >= keep && Date.parse(summary.createdAt) <= youngest) old.push(summary);
    }
    for (const { id } of old) await this.delete(id);
    return old;
  }
}

/**
 * Whether a run can start from a checkpoint.
 *
 * @param definition what the run would follow, where that is not the checkpoint's own
 * @throws {StepwrightError} `CheckpointInvalid` with the reason
 */
export function validateCheckpoint(checkpoint: Checkpoint, definition?: Pick<WorkflowDefinition, 'id'>): void {
  const { checksum, ...content } = checkpoint;
  const { id, format, hash, journal } = checkpoint;
  if (format !== FORMAT)
    throw invalid(id, `it has format ${String(format)}, and this version reads format ${FORMAT}`, 'use the version that saved it');
  if (checksum !== checksumOf(content))
    throw invalid(
      id,
      'it was changed after it was saved: its checksum is another one',
      'use another checkpoint of the run, or rerun the run itself',
    );
  if (hash !== definitionHash(journal.definition) || checkpoint.definition !== journal.definition.id)
    throw invalid(id, 'it holds another definition than it was saved with', 'use another checkpoint of the run');
  if (definition !== undefined && definition.id !== checkpoint.definition)
    throw invalid(id, `it belongs to "${checkpoint.definition}", not to "${definition.id}"`, `give a version of ${checkpoint.definition}`);
}

function invalid(id: string, why: string, hint: string): StepwrightError {
  return new StepwrightError('CheckpointInvalid', `checkpoint "${id}" can't be used: ${why}`, { class: 'validation', hint });
}

/** Of what JSON keeps of it. */
function checksumOf(content: Omit<Checkpoint, 'checksum'>): string {
  return definitionHash(content);
}

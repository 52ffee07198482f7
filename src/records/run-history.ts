import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { present } from '../core/present.ts';
import type { WorkflowEvent } from '../core/run/events.ts';
import type { WireWorkflowResult } from '../core/run/result.ts';
import type { WorkflowStatus } from '../core/run/status.ts';
import { definitionHash } from '../files/definition-hash.ts';
import type { Collection, Store } from '../storage/store.ts';

/** Of what an archived run holds; a later format may not be readable here. */
const FORMAT = 1;
/** Bytes of JSON that a run may take, and what a value in it may take where the whole is too large. */
const LARGEST_RUN = 1024 * 1024;
const LARGEST_VALUE = 4 * 1024;

/** An ended run, as it is kept. */
export interface ArchivedRun {
  readonly format: number;
  readonly runId: string;
  readonly namespace: string;
  /** Temporal's id of its first history: another run may have had the same run id. */
  readonly execution: string;
  /** Id of the definition. */
  readonly definition: string;
  readonly version?: string;
  readonly businessKey?: string;
  readonly tags: readonly string[];
  readonly status: WorkflowStatus;
  /** ISO 8601, as all times here. */
  readonly startTime: string;
  readonly endTime: string;
  readonly archivedAt: string;
  readonly result: WireWorkflowResult;
  readonly trace: readonly WorkflowEvent[];
  /** What was left out since the whole was larger than 1 MiB. */
  readonly omitted: readonly Omitted[];
  /** SHA-256 of all the rest as canonical JSON. */
  readonly checksum: string;
}

/** `values`: large values of steps and output; `trace`: its events; `steps`: what each step did. */
export type Omitted = 'values' | 'trace' | 'steps';

/** An archived run without what it holds. */
export type ArchivedSummary = Omit<ArchivedRun, 'format' | 'result' | 'trace' | 'checksum'>;

/** What is known of a run that is to be archived. */
export type RunToArchive = Omit<
  ArchivedRun,
  'format' | 'archivedAt' | 'omitted' | 'checksum' | 'definition' | 'version' | 'status' | 'startTime' | 'endTime'
>;

/** Which ones; absent fields leave none out. */
export interface ArchiveQuery {
  readonly runId?: string;
  readonly definition?: string;
  readonly status?: WorkflowStatus;
  readonly businessKey?: string;
}

/** Which ones may go: older than this, and not among the newest. */
export interface RetentionPolicy extends ArchiveQuery {
  /** Milliseconds since their end. @default however young */
  readonly olderThan?: number;
  /** Those that ended last, of all that the query finds, that stay. @default 0 */
  readonly keep?: number;
}

/** Ended runs in a store. */
export class RunHistory {
  readonly #kept: Collection<ArchivedRun>;
  readonly #now: () => number;

  constructor(store: Store, now: () => number = Date.now) {
    this.#kept = store.collection({ name: 'run_history', indexes: ['runId', 'definition', 'status', 'businessKey', 'endTime'] });
    this.#now = now;
  }

  /** Whether the run is here, whole. */
  async has(run: Pick<ArchivedRun, 'namespace' | 'runId' | 'execution'>): Promise<boolean> {
    const found = await this.#kept.get(keyOf(run));
    return found !== undefined && found.value.checksum === checksumOf(found.value);
  }

  async add(run: RunToArchive): Promise<ArchivedRun> {
    const { workflowId: definition, definitionVersion: version, status, startTime, endTime } = run.result;
    const archivedAt = new Date(this.#now()).toISOString();
    const content = { ...bounded(run), format: FORMAT, definition, ...present({ version }), status, startTime, endTime, archivedAt };
    const archived = { ...content, checksum: checksumOf(content) };
    await this.#kept.put(keyOf(run), archived);
    return archived;
  }

  /**
   * The last run with this id.
   * @throws {StepwrightError} `NotFound`; `StoreDamaged` when it was changed since
   */
  async get(runId: string, namespace: string): Promise<ArchivedRun> {
    let newest: ArchivedRun | undefined;
    for await (const run of this.#list({ runId })) if (run.namespace === namespace) newest ??= run;
    if (newest === undefined)
      throw new StepwrightError('NotFound', `run "${runId}" is not in the archive`, {
        class: 'validation',
        hint: 'stepwright history list shows those that are.',
      });
    if (newest.checksum === checksumOf(newest)) return newest;
    throw new StepwrightError(
      'StoreDamaged',
      `the archived run "${runId}" was changed after it was archived: its checksum is another one`,
      {
        class: 'permanent',
        hint: 'Restore it from a backup of the store, or archive it again while Temporal knows it.',
      },
    );
  }

  /** Those that ended last first. */
  async *list(query: ArchiveQuery = {}): AsyncGenerator<ArchivedSummary, void, void> {
    for await (const { format: _format, result: _result, trace: _trace, checksum: _checksum, ...summary } of this.#list(query))
      yield summary;
  }

  /** Deletes those that a policy lets go; gives them. */
  async clean({ olderThan = 0, keep = 0, ...query }: RetentionPolicy): Promise<readonly ArchivedSummary[]> {
    const youngest = this.#now() - olderThan;
    const gone: ArchivedSummary[] = [];
    let seen = 0;
    for await (const run of this.list(query)) {
      seen += 1;
      if (seen > keep && Date.parse(run.endTime) <= youngest) gone.push(run);
    }
    for (const run of gone) await this.#kept.delete(keyOf(run));
    return gone;
  }

  async *#list(query: ArchiveQuery): AsyncGenerator<ArchivedRun, void, void> {
    let cursor: string | undefined;
    do {
      const page = await this.#kept.list({
        where: { ...query },
        orderBy: 'endTime',
        descending: true,
        limit: 20,
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const { value } of page.documents) yield value;
      cursor = page.next;
    } while (cursor !== undefined);
  }
}

function keyOf({ namespace, runId, execution }: Pick<ArchivedRun, 'namespace' | 'runId' | 'execution'>): string {
  return definitionHash([namespace, runId, execution]);
}

function checksumOf(run: Omit<ArchivedRun, 'checksum'> | ArchivedRun): string {
  const { checksum: _checksum, ...content } = { checksum: '', ...run };
  return definitionHash(content);
}

/** Leaves out, of a run that is too large, first what can be missed best. */
function bounded(run: RunToArchive): RunToArchive & Pick<ArchivedRun, 'omitted'> {
  let kept = { ...run, omitted: [] as readonly Omitted[] };
  for (const [what, less] of LESS) {
    if (size(kept) <= LARGEST_RUN) return kept;
    kept = { ...less(kept), omitted: [...kept.omitted, what] };
  }
  return kept;
}

const LESS: readonly (readonly [Omitted, (run: RunToArchive) => RunToArchive])[] = [
  ['values', (run) => ({ ...run, result: smallValues(run.result) })],
  ['trace', (run) => ({ ...run, trace: [] })],
  ['steps', (run) => ({ ...run, result: { ...run.result, steps: [], rollbackErrors: [] } })],
];

function smallValues(result: WireWorkflowResult): WireWorkflowResult {
  const steps = result.steps.map((step) => (size(step.result) <= LARGEST_VALUE ? step : { ...step, result: { data: null } }));
  return { ...result, steps, output: size(result.output) <= LARGEST_VALUE ? result.output : null };
}

function size(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}

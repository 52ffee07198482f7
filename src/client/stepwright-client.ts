import type { DefinitionProfile } from '../core/profile/definition-profile.ts';
import type { WorkflowResult } from '../core/run/result.ts';
import { Rollbacks, type RollbackFilter, type RollbackRecord } from '../records/rollbacks.ts';
import type {
  BulkAction,
  BulkOptions,
  BulkOutcome,
  DeadLetterBox,
  CheckpointsApi,
  DefinitionInput,
  DeliveredEvent,
  EventAddress,
  EventOptions,
  ListQuery,
  Run,
  RunSummary,
  RunTask,
  StartOptions,
  Stepwright,
  TaskQuery,
  WorkerSummary,
} from './api.ts';
import { bulk } from './bulk.ts';
import { ClientCheckpoints } from './checkpoints.ts';
import type { Cluster } from './cluster.ts';
import { ClientDeadLetters } from './dead-letters.ts';
import type { PayloadsApi, RunHistoryApi } from './kept-api.ts';
import { ClientPayloads } from './payloads.ts';
import { ClientHistory } from './run-history.ts';
import { listRuns } from './list-runs.ts';
import { listWorkers } from './list-workers.ts';
import { RunHandle } from './run-handle.ts';
import { tasksOfRuns } from './run-tasks.ts';
import { deliver, makeEvent } from './send-event.ts';
import { startRun } from './start-run.ts';
import { publishEvents } from './workflow-events.ts';

type Input = Readonly<Record<string, unknown>>;

/** The client's front. `onClose` takes down what was put up for it: worker, connection, server. */
export class StepwrightClient implements Stepwright {
  readonly address: string;
  readonly checkpoints: CheckpointsApi;
  readonly ui?: string;
  readonly deadLetters: DeadLetterBox;
  readonly payloads: PayloadsApi;
  readonly history: RunHistoryApi;
  readonly #cluster: Cluster;
  readonly #onClose: () => Promise<void>;
  #closing: Promise<void> | undefined;
  /** Validation, loaded by those who start runs, and once: where modules are loaded with hooks, each `import` costs half a start. */
  #starting: Promise<typeof import('./prepare-start.ts')> | undefined;

  constructor(cluster: Cluster, onClose: () => Promise<void>) {
    this.#cluster = cluster;
    this.#onClose = onClose;
    this.deadLetters = new ClientDeadLetters(cluster);
    this.payloads = new ClientPayloads(cluster);
    this.history = new ClientHistory(cluster);
    this.address = cluster.address;
    this.checkpoints = new ClientCheckpoints(cluster);
    if (cluster.ui !== undefined) this.ui = cluster.ui;
  }

  async start(definition: DefinitionInput, input: Input = {}, options: StartOptions = {}): Promise<Run> {
    const { run } = await this.#start(definition, input, options);
    return run;
  }

  async execute(definition: DefinitionInput, input: Input = {}, options: StartOptions = {}): Promise<WorkflowResult> {
    const { run, published } = await this.#start(definition, input, options);
    const result = await run.result();
    await published;
    return result;
  }

  run(id: string): Run {
    return new RunHandle(this.#cluster, id);
  }

  list(query: ListQuery = {}): AsyncIterable<RunSummary> {
    return listRuns(this.#cluster, query);
  }

  bulk(action: BulkAction, query: ListQuery, options: BulkOptions = {}): AsyncIterable<BulkOutcome> {
    return bulk(this.#cluster, action, { query, options });
  }

  async event(type: string, data: unknown, options: EventAddress & EventOptions): Promise<DeliveredEvent> {
    return deliver(this.#cluster, options, await makeEvent(this.#cluster, { type, data, options }));
  }

  tasks(query: TaskQuery = {}): AsyncIterable<RunTask> {
    return tasksOfRuns(this.#cluster, query);
  }

  async profile(definition: string, query: Omit<ListQuery, 'definition'> = {}): Promise<DefinitionProfile> {
    const { profileRuns } = await import('./profile-runs.ts');
    return profileRuns(this.#cluster, definition, query);
  }

  workers(taskQueue = this.#cluster.config.taskQueue): Promise<readonly WorkerSummary[]> {
    return listWorkers(this.#cluster, taskQueue);
  }

  async *rollbacks(filter: RollbackFilter = {}): AsyncIterable<RollbackRecord> {
    yield* new Rollbacks(await this.#cluster.store()).list(filter);
  }

  close(): Promise<void> {
    this.#closing ??= this.#onClose();
    return this.#closing;
  }

  async #start(definition: DefinitionInput, input: Input, options: StartOptions) {
    this.#starting ??= import('./prepare-start.ts');
    const { prepareStart } = await this.#starting;
    const prepared = await prepareStart(this.#cluster, { definition, input, options });
    const run = new RunHandle(this.#cluster, await startRun(this.#cluster, prepared, options));
    return { run, published: publishEvents(run) };
  }
}

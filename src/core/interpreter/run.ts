import type { JsonSchema } from '../definition/json.ts';
import { knownNames } from '../definition/names.ts';
import { outlineOf } from '../definition/outline.ts';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { Evaluator } from '../expression/evaluator.ts';
import type { Failure } from '../errors/failure.ts';
import type { DetailLine } from '../run/details.ts';
import type { TrailEntry, WorkflowEventType } from '../run/events.ts';
import type { Progress, RollbackError } from '../run/result.ts';
import type { StepStatus, WorkflowStatus } from '../run/status.ts';
import type { TrailPage } from '../run/wire.ts';
import { Gate } from './gate.ts';
import type { RunNames } from './frame.ts';
import { Journal, type JournalEntry } from './journal.ts';
import { TopList } from './progress.ts';
import { RollbackLog } from './rollback.ts';
import type { RunContext, StepChange, StepPlace, StepValue } from './run-context.ts';
import type { Runtime } from './runtime.ts';
import { Scope } from './scope.ts';
import { Slots } from './slots.ts';
import { runKind } from './steps/runners.ts';
import { Trail } from './trail.ts';

/** Facts about a run that its definition does not hold. */
export interface RunInfo {
  readonly runId: string;
  /** ms since the epoch. */
  readonly startedAt: number;
  readonly startedBy?: string;
  readonly key?: string;
  readonly url?: string;
}

export interface RunRequest {
  readonly definition: WorkflowDefinition;
  /** With the defaults of the definition's `input` filled in. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly info: RunInfo;
  /** Outcomes that stand: the steps of these paths are not executed. */
  readonly journal?: Iterable<JournalEntry>;
}

/** Steps shown in Temporal's UI. */
const RECENT = 20;

/** Calls at once unless the definition says otherwise, and at most (the server's own limit is 2,000). */
const DEFAULT_CONCURRENCY = 100;
const MOST_CONCURRENCY = 1000;

const STEP_EVENTS: Readonly<Partial<Record<StepStatus, WorkflowEventType>>> = {
  RUNNING: 'step:started',
  WAITING: 'step:waiting',
  COMPLETED: 'step:completed',
  FAILED: 'step:failed',
  SKIPPED: 'step:skipped',
  ROLLED_BACK: 'rollback:step',
};

/** The state of one run: its journal, trail, variables and progress. The phases of `interpreter.ts` drive it. */
export class Run implements RunContext, RunNames {
  readonly definition: WorkflowDefinition;
  readonly input: Readonly<Record<string, unknown>>;
  readonly inputSchema?: JsonSchema;
  readonly info: RunInfo;
  readonly runtime: Runtime;
  readonly names: ReadonlySet<string>;
  readonly evaluator: Evaluator;
  readonly journal: Journal;
  readonly rollbacks = new RollbackLog();
  readonly gate = new Gate();
  readonly slots: Slots;
  readonly stepIds: ReadonlySet<string>;
  readonly declaredVariables: ReadonlySet<string>;
  readonly variables = new Map<string, unknown>();
  /** Everything but rollback happens in it. */
  readonly work = Scope.root();
  readonly topList: TopList;
  /** The business key that the definition gives, once resolved. */
  key: string | undefined;
  status: WorkflowStatus = 'RUNNING';
  failure: Failure | undefined;
  output: unknown = null;
  rollbackErrors: readonly RollbackError[] = [];
  /** Paths touched last, the newest at the end. */
  #recent: readonly string[] = [];
  #returned: { readonly value: unknown } | undefined;
  readonly #trail = new Trail();
  readonly #order: ReadonlyMap<string, number>;

  constructor(request: RunRequest, runtime: Runtime) {
    const { definition, input, info } = request;
    const { steps, assignments } = outlineOf(definition);
    const stepIds = steps.flatMap((step) => step.id ?? []);
    this.definition = definition;
    this.input = input;
    if (definition.input !== undefined) this.inputSchema = definition.input;
    this.info = info;
    this.runtime = runtime;
    this.names = knownNames(definition, input);
    this.evaluator = new Evaluator(this.names);
    this.journal = new Journal(request.journal);
    this.slots = new Slots(Math.min(definition.maxConcurrency ?? DEFAULT_CONCURRENCY, MOST_CONCURRENCY));
    this.stepIds = new Set(stepIds);
    this.declaredVariables = new Set(assignments.map(({ name }) => name));
    this.topList = new TopList(definition.steps ?? []);
    this.#order = new Map(stepIds.map((id, i) => [id, i]));
  }

  get returned(): boolean {
    return this.#returned !== undefined;
  }

  /** What a `return` step gave. */
  get returnValue(): unknown {
    return this.#returned?.value;
  }

  perform(at: StepPlace): Promise<StepValue> {
    return runKind(at);
  }

  adopt({ path, status, tolerated, assigned = {} }: JournalEntry): void {
    this.#assign(assigned);
    this.topList.ended(path, status, tolerated === true);
  }

  #assign(values: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(values)) this.variables.set(name, value);
  }

  returnFrom(value: unknown): void {
    this.#returned ??= { value };
    this.work.cancel('superseded');
  }

  runRecord(): Readonly<Record<string, unknown>> {
    const { runId, startedAt, startedBy, key = this.key, url } = this.info;
    return {
      id: runId,
      key: key ?? null,
      url: url ?? null,
      definition: this.definition.id,
      version: this.definition.version ?? null,
      startedAt: isoTime(startedAt),
      startedBy: startedBy ?? null,
      now: isoTime(this.runtime.now()),
    };
  }

  progress(): Progress {
    return this.topList.progress(this.status);
  }

  trail(since: number): TrailPage {
    return this.#trail.page(since, this.definition.name);
  }

  recent(): readonly DetailLine[] {
    return this.#recent.flatMap((path) => this.journal.get(path) ?? []);
  }

  /** Place of a step in the declaration, for sorting. */
  orderOf(stepId: string): number {
    return this.#order.get(stepId) ?? Number.MAX_SAFE_INTEGER;
  }

  record(at: StepPlace, status: StepStatus, change: StepChange = {}): void {
    const now = this.runtime.now();
    const before = this.journal.get(at.path);
    const started = before?.startedAt ?? now;
    if (change.assigned !== undefined) this.#assign(change.assigned);
    const ended = status !== 'RUNNING' && status !== 'WAITING';
    this.journal.put({
      path: at.path,
      stepId: at.step.id,
      stepName: at.step.name ?? at.step.id,
      body: at.frame.body,
      attempts: 0,
      ...change,
      status,
      startedAt: started,
      ...(ended ? { endedAt: now } : {}),
    });
    if (status === 'RUNNING') this.topList.started(at.path);
    if (ended) this.topList.ended(at.path, status, change.tolerated === true);
    const timed = ended && status !== 'SKIPPED' ? { duration: now - started } : {};
    this.#step(at.path, status, {
      ...timed,
      ...failureFields(change.failure),
      ...(change.attempts === undefined ? {} : { attempts: change.attempts }),
    });
    if (ended) this.event('workflow:progress', { progress: this.progress() });
  }

  /** Marks a step as undone. */
  rolledBack(path: string): void {
    this.journal.update(path, { status: 'ROLLED_BACK', rolledBack: true });
    this.#step(path, 'ROLLED_BACK', {});
  }

  /** Tells that a step could not be undone; it stays as it was. */
  notRolledBack(path: string, failure: Failure): void {
    const { stepId, stepName, status } = this.journal.get(path) ?? {};
    if (stepId === undefined || stepName === undefined || status === undefined) return;
    this.event('rollback:step', { path, stepId, stepName, status, ...failureFields(failure) });
  }

  event(type: WorkflowEventType, fields: Partial<TrailEntry> = {}): void {
    this.#trail.append({ type, at: this.runtime.now(), ...fields });
    this.runtime.changed();
  }

  #step(path: string, status: StepStatus, fields: Partial<TrailEntry>): void {
    const entry = this.journal.get(path);
    const type = STEP_EVENTS[status];
    if (entry === undefined || type === undefined) return;
    this.#recent = [...this.#recent.filter((each) => each !== path), path].slice(-RECENT);
    this.event(type, { path, stepId: entry.stepId, stepName: entry.stepName, status, ...fields });
  }
}

export function failureFields(failure: Failure | undefined): Partial<TrailEntry> {
  return failure === undefined ? {} : { error: failure.message, failure };
}

export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

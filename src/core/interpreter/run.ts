import type { JsonSchema } from '../definition/json.ts';
import { knownNames } from '../definition/names.ts';
import { outlineOf } from '../definition/outline.ts';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import type { Evaluator } from '../expression/evaluator.ts';
import type { Failure } from '../errors/failure.ts';
import { present } from '../present.ts';
import type { DetailLine } from '../run/details.ts';
import type { TrailEntry, WorkflowEventType } from '../run/events.ts';
import type { Progress, RollbackError } from '../run/result.ts';
import type { StepStatus, WorkflowStatus } from '../run/status.ts';
import type { PartitionedLoop, RunJournal, TrailPage } from '../run/wire.ts';
import { EventBox } from './event-box.ts';
import { Gate } from './gate.ts';
import type { Frame, RunNames } from './frame.ts';
import type { KeptLetter } from './letters.ts';
import { HandOver } from './hand-over.ts';
import { Interventions } from './interventions.ts';
import { isoTime } from './iso-time.ts';
import { Journal, type JournalEntry } from './journal.ts';
import { callsAtOnce, mostEvents } from './limits.ts';
import { WORK } from './list.ts';
import type { MachineHands, MachineState } from './machine.ts';
import { evaluatorFor } from './observed-evaluator.ts';
import type { RunObserver } from './observer.ts';
import { Place } from './place.ts';
import { machineProgress, TopList } from './progress.ts';
import { recordStep } from './record-step.ts';
import { RollbackLog } from './rollback.ts';
import { decidedAlready, RunRollback } from './run-rollback.ts';
import { journalOf } from './run-journal.ts';
import { runRecord } from './run-record.ts';
import type { RunContext, RunInfo, StepChange, StepPlace, StepValue } from './run-context.ts';
import type { RunRequest } from './run-request.ts';
import type { Runtime } from './runtime.ts';
import { Scope } from './scope.ts';
import { SetInside } from './set-inside.ts';
import { Slots } from './slots.ts';
import type { Phase, Snapshot, WorkEnd } from './snapshot.ts';
import { runKind } from './steps/runners.ts';
import { Tally } from './tally.ts';
import { TaskList } from './task-list.ts';
import { Teller } from './teller.ts';
import { failureFields } from './trail.ts';
import { REST, Turn } from './turn.ts';
import { callDefaults, type CallDefaults } from './turn-taking.ts';
import { undoStep } from './undo.ts';
import { Variables } from './variables.ts';
import { INTERPRETER, RERUNS_SINCE, RETURNS_SINCE } from './version.ts';

/** The first interpreter gave a place on before it was known what followed from the call. */
const SETTLES_SINCE = 2;

/** The state of one run: its journal, trail, variables and progress. The phases of `interpreter.ts` drive it. */
export class Run implements RunContext, RunNames {
  readonly definition: WorkflowDefinition;
  readonly defaults: CallDefaults;
  readonly input: Readonly<Record<string, unknown>>;
  readonly inputSchema?: JsonSchema;
  readonly info: RunInfo;
  readonly runtime: Runtime;
  readonly names: ReadonlySet<string>;
  readonly evaluator: Evaluator;
  readonly journal: Journal;
  readonly rollbacks: RollbackLog;
  readonly events: EventBox;
  readonly tasks = new TaskList();
  readonly interventions: Interventions;
  readonly gate = new Gate();
  readonly handOver: HandOver;
  readonly slots: Slots;
  readonly place: Place;
  readonly stepIds: ReadonlySet<string>;
  readonly declaredVariables: ReadonlySet<string>;
  /** Everything but rollback and `finally` happens in it. */
  readonly work = Scope.root();
  readonly topList: TopList;
  /** The business key that the definition gives, once resolved. */
  key: string | undefined;
  status: WorkflowStatus = 'RUNNING';
  phase: Phase = 'work';
  /** How the work ended. */
  end: WorkEnd | undefined;
  failure: Failure | undefined;
  output: unknown = null;
  readonly rollback: RunRollback;
  rolledBackSteps = 0;
  /** Steps of the top list of which something was undone with the whole run. */
  readonly undone: Set<string>;
  readonly rollbackErrors: RollbackError[];
  /** When the workflow's `timeout` is over, ms since the epoch. */
  workDeadline: number | undefined;
  machine: MachineState | undefined;
  /** Of the state machine, once it runs. */
  hands: MachineHands | undefined;
  definitionFiled = false;
  readonly partition = (loop: PartitionedLoop): void => this.#teller.partition(loop);
  readonly #tally: Tally;
  readonly #interpreter: number;
  readonly #turn: Turn;
  readonly #variables: Variables;
  readonly #resumed: boolean;
  readonly setInside = new SetInside();
  readonly keepsForReruns: boolean;
  readonly savesCheckpoints: boolean;
  #returned: { readonly value: unknown } | undefined;
  readonly #teller: Teller;
  readonly #observer: RunObserver | undefined;
  readonly #order: ReadonlyMap<string, number>;
  /** `$run` of the run whose loop this one executes a part of. */
  readonly #partitionOf: Readonly<Record<string, unknown>> | undefined;

  constructor(request: RunRequest, runtime: Runtime, onHandOver: () => void) {
    const { definition, input, info, snapshot } = request;
    const outline = outlineOf(definition);
    const { steps, assignments } = outline;
    const stepIds = steps.flatMap((step) => step.id ?? []);
    this.definition = definition;
    this.defaults = callDefaults(definition);
    this.input = input;
    if (definition.input !== undefined) this.inputSchema = definition.input;
    this.info = snapshot === undefined ? info : { ...info, startedAt: snapshot.startedAt };
    this.#interpreter = info.interpreter ?? INTERPRETER;
    this.runtime = runtime;
    this.names = knownNames(definition, input, outline);
    this.#observer = request.observer;
    this.evaluator = this.evaluatorFor(this.names);
    this.journal = new Journal(snapshot?.journal ?? request.journal);
    this.slots = this.limit(callsAtOnce(request.partition ?? definition));
    this.stepIds = new Set(stepIds);
    this.declaredVariables = new Set(assignments.map(({ name }) => name));
    this.topList = new TopList(definition.steps ?? []);
    this.#order = new Map(stepIds.map((id, i) => [id, i]));
    this.handOver = new HandOver(runtime, onHandOver);
    this.#resumed = snapshot !== undefined;
    // What another run had is not this one's.
    this.place = new Place(request.resumedFrom === undefined ? snapshot?.place : undefined);
    this.#partitionOf = request.partition?.run;
    this.rollbacks = new RollbackLog(snapshot?.rollbacks ?? request.undo ?? request.rollbacks);
    this.undone = new Set(snapshot?.undone);
    this.rollback = new RunRollback(snapshot?.rollback ?? decidedAlready(request));
    this.interventions = new Interventions(snapshot?.interventions);
    this.events = new EventBox(mostEvents(definition), snapshot?.events);
    this.#variables = new Variables(snapshot?.variables, snapshot?.local);
    this.#teller = new Teller(this, { observer: request.observer, trail: snapshot?.trail });
    this.#turn = new Turn(this.#interpreter);
    this.keepsForReruns = this.follows(RERUNS_SINCE);
    this.savesCheckpoints = this.keepsForReruns && request.partition === undefined;
    this.#tally = new Tally(snapshot);
    this.rollbackErrors = [...(snapshot?.rollbackErrors ?? [])];
    if (snapshot !== undefined) this.#goOn(snapshot);
    this.#show();
  }

  #goOn({ paused, phase, end, output, key, deadline, rolledBack, machine }: Snapshot): void {
    if (paused) this.gate.close();
    this.status = this.#statusWhile(paused);
    this.phase = phase;
    this.end = end;
    if (end?.status === 'failed') this.failure = end.failure;
    this.output = output;
    this.key = key;
    this.workDeadline = deadline;
    this.rolledBackSteps = rolledBack;
    this.machine = machine;
  }

  /** In the progress, as far as the journal tells. */
  #show(): void {
    for (const { path, status, tolerated } of this.journal.entries()) {
      if (status === 'RUNNING' || status === 'WAITING') this.topList.started(path);
      // The list is not gone through again once its work is over.
      else if (this.phase !== 'work') this.topList.ended(path, status, tolerated === true);
    }
  }

  /** All of it as JSON, at a moment at which nothing is pending. */
  snapshot(): Snapshot {
    return {
      startedAt: this.info.startedAt,
      paused: this.gate.closed,
      ...present({ place: this.place.state }),
      phase: this.phase,
      ...(this.end === undefined ? {} : { end: this.end }),
      output: this.output,
      ...(this.key === undefined ? {} : { key: this.key }),
      ...(this.workDeadline === undefined ? {} : { deadline: this.workDeadline }),
      journal: [...this.journal.entries()],
      ...this.#variables.state(),
      rollbacks: [...this.rollbacks.all()],
      rolledBack: this.rolledBackSteps,
      rollbackErrors: this.rollbackErrors,
      ...(this.keepsForReruns && this.undone.size > 0 ? { undone: [...this.undone] } : {}),
      ...present({ rollback: this.rollback.state() }),
      events: this.events.state(),
      ...this.#tally.state(),
      ...(this.machine === undefined ? {} : { machine: this.machine }),
      ...present({ interventions: this.interventions.state() }),
      trail: this.#teller.state(),
    };
  }

  /** A run that waits for a person's word on its rollback is paused, whether its gate is closed or not. */
  hold(closed = this.gate.closed): void {
    const before = this.status;
    this.status = this.#statusWhile(closed);
    if (this.status === before) return;
    this.event(this.status === 'PAUSED' ? 'workflow:paused' : 'workflow:resumed', { status: this.status });
  }

  #statusWhile(closed: boolean): WorkflowStatus {
    if (closed || this.rollback.waits) return 'PAUSED';
    return this.place.isQueued ? 'PENDING' : 'RUNNING';
  }

  get variables(): Map<string, unknown> {
    return this.#variables.ofRun;
  }

  get observed(): boolean {
    return this.#observer !== undefined;
  }

  evaluatorFor(names: ReadonlySet<string>): Evaluator {
    return evaluatorFor(names, this.#observer);
  }

  follows(interpreter: number): boolean {
    return this.#interpreter >= interpreter;
  }

  get returned(): boolean {
    return this.#returned !== undefined;
  }

  returnedFrom(scope: Scope): boolean {
    return this.follows(RETURNS_SINCE) ? scope.reason === 'returned' : this.returned && scope.cancelled;
  }

  /** What a `return` step gave. */
  get returnValue(): unknown {
    return this.#returned?.value;
  }

  perform(at: StepPlace): Promise<StepValue> {
    return runKind(at);
  }

  adopt(entry: JournalEntry, frame: Frame): void {
    this.restore(entry, frame);
    this.topList.ended(entry.path, entry.status, entry.tolerated === true);
  }

  restore({ assigned = {} }: JournalEntry, frame: Frame): void {
    // A snapshot has the variables as they are now.
    if (!this.#resumed) frame.assign(assigned);
  }

  journalNow(saving?: string): RunJournal {
    return journalOf(this, saving);
  }

  localVariables(path: string): Map<string, unknown> {
    return this.#variables.of(path);
  }

  forgetVariables(path: string): void {
    this.#variables.forget(path);
  }

  keep(path: string, cursor: unknown): void {
    this.journal.update(path, { cursor });
  }

  keepLetter(path: string, letter: KeptLetter): void {
    this.journal.keepLetter(path, letter);
  }

  deadline(path: string, ms: number): number {
    const deadline = this.journal.get(path)?.deadline ?? this.runtime.now() + ms;
    this.journal.update(path, { deadline });
    return deadline;
  }

  generate(steps: number): void {
    this.#tally.generate(steps, this);
  }

  /** An id for an event that came without. */
  nextEventId(): string {
    return `${this.info.runId}/event-${this.#tally.nextEvent()}`;
  }

  returnFrom(value: unknown): void {
    this.#returned ??= { value };
    this.handOver.decided(WORK);
    this.work.cancel('returned');
  }

  runRecord(): Readonly<Record<string, unknown>> {
    if (this.#partitionOf === undefined) return runRecord(this);
    return { ...this.#partitionOf, now: isoTime(this.runtime.now()) };
  }

  progress(): Progress {
    const { states } = this.definition;
    if (states === undefined || this.machine === undefined) return this.topList.progress(this.status);
    const { state, visits } = this.machine;
    return machineProgress(Object.keys(states), { state, visited: Object.keys(visits), status: this.status });
  }

  trail(since: number): TrailPage {
    return this.#teller.page(since);
  }

  recent(): readonly DetailLine[] {
    return this.#teller.recent();
  }

  /** Place of a step in the declaration, for sorting. */
  orderOf(stepId: string): number {
    return this.#order.get(stepId) ?? Number.MAX_SAFE_INTEGER;
  }

  limit(calls: number): Slots {
    const { runtime } = this;
    return new Slots(calls, this.follows(SETTLES_SINCE) ? () => runtime.quiet() : undefined);
  }

  get tired(): boolean {
    return this.#turn.over;
  }

  async rest(scope: Scope): Promise<void> {
    this.#turn.begin();
    await this.runtime.sleep(scope, 1, REST);
  }

  record(at: StepPlace, status: StepStatus, change: StepChange = {}): void {
    if (recordStep(this, at, { status, change, teller: this.#teller })) this.#turn.changed(at.step);
  }

  notice(notice: string, { path, failure }: { readonly path?: string; readonly failure?: Failure } = {}): void {
    this.event('workflow:notice', { notice, ...(path === undefined ? {} : { path }), ...failureFields(failure) });
  }

  async undoInside(paths: readonly string[]): Promise<void> {
    for (const entry of this.rollbacks.inside(paths)) await undoStep(this, entry);
  }

  event(type: WorkflowEventType, fields: Partial<TrailEntry> = {}, frame?: Frame): void {
    this.#teller.event(type, fields, frame);
  }
}

import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { RunControl } from '../core/interpreter/interpreter.ts';
import type { RunRequest } from '../core/interpreter/run-request.ts';
import type { ActionCall, ChildCall, Runtime } from '../core/interpreter/runtime.ts';
import type { LetterNote } from '../core/run/letter.ts';
import type { RollbackNote } from '../core/run/rollback-note.ts';
import { DocumentStore } from '../storage/document-store.ts';
import { MemoryBackend } from '../storage/memory/memory-backend.ts';
import { Places } from '../records/places.ts';
import { CallPolicies } from './call-policies.ts';
import type { Emission } from './internal-actions.ts';
import type { MockAction } from './mock-attempt.ts';
import type { Observer } from './observer.ts';
import type { RunRuntime } from './run-runtime.ts';
import { RunsOfWorld } from './runs-of-world.ts';
import { VirtualClock } from './virtual-clock.ts';

export interface InMemoryOptions {
  readonly runId: string;
  /** By `target.action`. */
  readonly actions: Readonly<Record<string, MockAction>>;
  /** Definitions that runs start by id: the last one of an id, unless a version or a range is named. */
  readonly definitions?: readonly WorkflowDefinition[];
  /** Start of virtual time, ms since the epoch. @default 2025-01-01T00:00:00Z */
  readonly startAt?: number;
  /** Picks which of several finished things is delivered next: an index below `length`. @default the oldest */
  readonly pick?: (length: number) => number;
  /** When the run waits for something that only the outside can bring: `fail`, or `wait` for it. @default "fail" */
  readonly idle?: 'fail' | 'wait';
  /** Time limits run out when nothing else is left to happen; false: the run waits then. @default true */
  readonly limitsRunOut?: boolean;
  /** Asked wherever a run could go on in a fresh history: true makes it. @default never */
  readonly handOverWhen?: () => boolean;
  /** Answers calls that `actions` does not. @default nobody: the action is unknown */
  readonly otherAction?: (call: ActionCall) => MockAction | undefined;
  /** What a child run executes; `known` is what its call names, as far as there is such a definition. @default that */
  readonly childDefinition?: (child: ChildCall, known: WorkflowDefinition | undefined) => WorkflowDefinition | undefined;
  /** Takes the events that no run here takes. @default nobody: the step that sends one fails */
  readonly outside?: (emission: Emission) => void;
  /** Stands between a history of a run and what it sees of the world. @default nothing */
  readonly around?: (history: HistoryInWorld) => Runtime | undefined;
  readonly observer?: Observer;
  readonly onLog?: (level: string, message: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** One history of one run. */
export interface HistoryInWorld {
  readonly world: InMemoryRuntime;
  readonly runtime: RunRuntime;
  readonly request: RunRequest;
  readonly keyRunId: string;
  readonly standing: RunControl['standing'];
}

/**
 * The world of runs in memory: actions are functions, time is virtual. Like a Temporal worker it delivers one completion at
 * a time, with all that follows from it done before the next.
 */
export class InMemoryRuntime {
  readonly options: InMemoryOptions;
  readonly clock: VirtualClock;
  /** Runs by id, those that have ended too. */
  readonly runs = new Map<string, RunControl>();
  /** What runs said of steps whose attempts were used up, in order. */
  readonly letters: LetterNote[] = [];
  /** What runs wrote down of their rollbacks. */
  readonly rollbacks: RollbackNote[] = [];
  /** What its calls pass: the runs of one world share them. */
  readonly policies: CallPolicies;
  /** Of runs whose definition has `concurrency`. */
  readonly places: Places;
  readonly #ready: (() => void)[] = [];
  /** Told when something waits to be delivered. */
  readonly #holders = new Set<() => void>();
  #quiet: (() => void)[] = [];
  #working = 0;
  #driving = false;
  #stopped: { readonly error: unknown } | undefined;
  #wake: () => void = () => undefined;

  constructor(options: InMemoryOptions) {
    this.options = options;
    this.clock = new VirtualClock(options.startAt ?? Date.UTC(2025, 0, 1));
    const store = new DocumentStore('memory:', new MemoryBackend());
    this.places = new Places(store, { runs: new RunsOfWorld(this), namespace: '' });
    this.policies = new CallPolicies({
      store,
      now: () => this.now(),
      worked: (change) => this.worked(change),
    });
  }

  now(): number {
    return this.clock.now();
  }

  /** Calls back as an event of its own, after `ms` of virtual time: how tests pause, resume, cancel and send events. */
  at(ms: number, act: () => void): void {
    this.clock.after(ms, () => this.deliver(act));
  }

  /** As `at`, now: resolves when it was done. */
  inject(act: () => void): Promise<void> {
    return new Promise((resolve) => {
      if (!this.#driving) {
        act();
        resolve();
        return;
      }
      this.deliver(() => {
        act();
        resolve();
      });
    });
  }

  /** Queues something that has finished. */
  deliver(act: () => void): void {
    this.#ready.push(act);
    for (const tell of this.#holders) tell();
    this.#wake();
  }

  /** Something keeps what is ready from being delivered. */
  get held(): boolean {
    return this.#holders.size > 0;
  }

  /** Nothing is delivered until the function that this gives is called; `tell` is when something waits for that. */
  hold(tell: () => void): () => void {
    this.#holders.add(tell);
    if (this.#ready.length > 0) tell();
    return () => {
      this.#holders.delete(tell);
      this.#wake();
    };
  }

  /** A mock began (1) or ceased (-1) to work. */
  worked(change: 1 | -1): void {
    this.#working += change;
    this.#wake();
  }

  /** Resolves when everything has happened that follows from the last delivery. */
  quiet(): Promise<void> {
    return new Promise((resolve) => {
      this.#quiet.push(resolve);
      this.#wake();
    });
  }

  /** Ends the driving with an error, whatever the runs do. */
  stop(error: unknown): void {
    this.#stopped ??= { error };
    this.#wake();
  }

  /**
   * Runs until the work is done: delivers what is ready, else waits for mocks at work, else moves the clock.
   * @throws {StepwrightError} `Timeout` when the work waits for something that nothing will bring
   */
  async drive<T>(work: Promise<T>): Promise<T> {
    if (await this.driveOn(work)) return work;
    throw new StepwrightError('Timeout', 'the run waits for something that nothing will bring', { hint: 'resume it, or cancel it' });
  }

  /** As `drive`; false when the work waits for something that nothing will bring. */
  async driveOn(work: Promise<unknown>): Promise<boolean> {
    let done = false;
    const finish = () => {
      done = true;
      this.#wake();
    };
    work.then(finish, finish);
    this.#driving = true;
    await this.#followUps();
    while (!done && (await this.#step())) await this.#followUps();
    this.#driving = false;
    for (const late of this.#ready.splice(0)) late();
    return done;
  }

  /** Does the next thing; false when there is none. */
  async #step(): Promise<boolean> {
    const quiet = this.#quiet.splice(0);
    const next = quiet.length > 0 ? () => quiet.forEach((resolve) => resolve()) : this.#take();
    if (next !== undefined) next();
    else if (this.#working > 0 || (!this.clock.hasTimers && this.options.idle === 'wait')) await this.#somethingHappens();
    else if (await this.#others()) return true;
    else return (this.options.limitsRunOut !== false || !this.clock.onlyLimits) && this.#advance();
    return true;
  }

  /** Whoever waits outside may have something to say before time moves on. */
  async #others(): Promise<boolean> {
    if (this.options.idle !== 'wait') return false;
    await this.#followUps();
    return this.#ready.length > 0 || this.#quiet.length > 0 || this.#working > 0;
  }

  /** Lets everything that follows from the last delivery happen. */
  async #followUps(): Promise<void> {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    this.options.observer?.settled();
    if (this.#stopped !== undefined) throw this.#stopped.error;
  }

  #take(): (() => void) | undefined {
    if (this.#ready.length === 0 || this.#holders.size > 0) return undefined;
    const index = this.options.pick?.(this.#ready.length) ?? 0;
    return this.#ready.splice(index, 1)[0];
  }

  #advance(): boolean {
    const due = this.clock.advance();
    for (const fire of due) fire();
    return due.length > 0;
  }

  #somethingHappens(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

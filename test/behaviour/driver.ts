import { setTimeout as delay } from 'node:timers/promises';

import type { Step } from '../../src/core/definition/step.ts';
import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import type { TrailEntry } from '../../src/core/run/events.ts';
import type { LetterState } from '../../src/core/run/letter.ts';
import type { RollbackNote } from '../../src/core/run/rollback-note.ts';
import type { OperatorCommand } from '../../src/core/run/operator.ts';
import type { StepStatus } from '../../src/core/run/status.ts';
import type { WireWorkflowResult } from '../../src/core/run/result.ts';
import type { Failure } from '../../src/core/errors/failure.ts';
import type { CancelRequest, EventMessage, PendingTask, RollbackPlanEntry, RunState, VoteMessage } from '../../src/core/run/wire.ts';
import type { Probe } from './probe.ts';

export interface DriveOptions {
  readonly input?: Readonly<Record<string, unknown>>;
  readonly startedBy?: string;
  readonly key?: string;
  /** Definitions that the run can start by id; no other test has theirs. */
  readonly definitions?: readonly WorkflowDefinition[];
  /** Keys of the run and its children are found by those who send events to a key. */
  readonly searchable?: boolean;
}

/** What a plain signal carries, by its name. */
export interface Signals {
  readonly event: EventMessage;
  readonly approve: VoteMessage;
  readonly reject: VoteMessage;
}

/** A run in the hands of a test, on whatever runtime. */
export interface DrivenRun {
  readonly runId: string;
  readonly probe: Probe;
  /** Never rejects for a run that failed. */
  result(): Promise<WireWorkflowResult>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  cancel(request?: CancelRequest): Promise<void>;
  state(): Promise<RunState>;
  trail(): Promise<readonly TrailEntry[]>;
  rollbackPlan(): Promise<readonly RollbackPlanEntry[]>;
  tasks(): Promise<readonly PendingTask[]>;
  /** Undefined: it counts. Else why it does not. */
  send(event: EventMessage): Promise<Failure | undefined>;
  approve(vote: VoteMessage): Promise<Failure | undefined>;
  reject(vote: VoteMessage): Promise<Failure | undefined>;
  operate(command: OperatorCommand): Promise<Failure | undefined>;
  /** The dead letters of the run, in order of their first word. */
  letters(): Promise<readonly SeenLetter[]>;
  /** What is written down of the rollbacks of the run, the first one first. */
  rollbacks(): Promise<readonly SeenRollback[]>;
  /** Nobody is told what became of it. */
  signal<N extends keyof Signals>(name: N, message: Signals[N]): Promise<void>;
  /** Another run of the same world: a child, or one that this one started. It need not be there yet. */
  other(runId: string): DrivenRun;
  /** Resolves when the state fits. */
  until(fits: (state: RunState) => boolean): Promise<RunState>;
  /** Resolves when the trail has a fitting entry. */
  untilTold(fits: (entry: TrailEntry) => boolean): Promise<TrailEntry>;
}

/** A dead letter as both runtimes know it. */
export interface SeenLetter {
  readonly path: string;
  readonly called: string;
  readonly params: unknown;
  readonly attempts: number;
  /** What became of it, in order. */
  readonly states: readonly LetterState[];
}

/** A rollback as both runtimes have written it down. */
export type SeenRollback = Pick<RollbackNote, 'how' | 'outcome' | 'undone' | 'failed' | 'left' | 'by'>;

/** A runtime under the behaviour suite. */
export interface Driver {
  readonly name: string;
  /** Time is virtual: waits cost nothing and delays are exact. */
  readonly virtual: boolean;
  start(definition: WorkflowDefinition, options?: DriveOptions): Promise<DrivenRun>;
}

/** A definition from its steps and whatever else the test is about. */
export function definition(steps: readonly Step[], more: Partial<WorkflowDefinition> = {}): WorkflowDefinition {
  return { id: 'suite', name: 'Suite', steps, ...more };
}

/** A step that calls the probe. */
export function probe(id: string, params: Readonly<Record<string, unknown>> = {}, more: Readonly<Record<string, unknown>> = {}): Step {
  return { id, target: 'probe', action: 'call', params, ...more };
}

/** Params with which a call fails for good. */
export const BROKEN = { fail: { class: 'permanent' } } as const;

/** The rollback of a step, by the probe. */
export function undo(params: Readonly<Record<string, unknown>> = {}, more: Readonly<Record<string, unknown>> = {}) {
  return { rollback: { target: 'probe', action: 'undo', params, ...more } };
}

/** Runs to the end. */
export async function ran(
  driver: Driver,
  run: WorkflowDefinition,
  options?: DriveOptions,
): Promise<{ readonly result: WireWorkflowResult; readonly probe: Probe; readonly run: DrivenRun }> {
  const driven = await driver.start(run, options);
  return { result: await driven.result(), probe: driven.probe, run: driven };
}

/** Resolves when the step of a path has a status. */
export function reached(run: DrivenRun, path: string, status: StepStatus): Promise<RunState> {
  return run.until(({ steps }) => steps.some((step) => step.path === path && step.status === status));
}

const ENDED: ReadonlySet<string> = new Set(['step:completed', 'step:failed', 'rollback:step']);

/** Releases calls one after the other, each when the run knows how the one before ended. */
export async function released(run: DrivenRun, ...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    run.probe.release(path);
    await run.untilTold((entry) => entry.path === path && ENDED.has(entry.type));
  }
}

/** Resolves when calls of all paths have begun. */
export async function allBegun(run: DrivenRun, ...paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map((path) => run.probe.begun(path)));
}

/** Milliseconds that a task may take to appear. */
const PATIENCE = 8000;

/** Resolves with the task of an approval step. */
export async function untilTask(run: DrivenRun, path: string): Promise<PendingTask> {
  for (const latest = Date.now() + PATIENCE; Date.now() < latest;) {
    const task = (await run.tasks()).find((each) => each.path === path);
    if (task !== undefined) return task;
    await delay(1);
  }
  throw new Error(`no task ${path} came`);
}

/** Status by path. */
export function statuses(result: {
  readonly steps: readonly { readonly path: string; readonly status: string }[];
}): Record<string, string> {
  return Object.fromEntries(result.steps.map(({ path, status }) => [path, status]));
}

import { outlineOf } from '../core/definition/outline.ts';
import type { StepKind } from '../core/definition/step.ts';
import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import type { Failure } from '../core/errors/failure.ts';
import { present } from '../core/present.ts';
import type { StepStatus } from '../core/run/status.ts';
import { play, type PlayOptions } from './play.ts';
import type { Moment } from './record/records.ts';
import type { TestCall, TestResult, TestStep } from './record/test-result.ts';

/** Milliseconds that a call takes of which nothing is known. */
const ANY_CALL = 1000;

export interface SimulateOptions extends Pick<PlayOptions, 'input' | 'actions' | 'at' | 'definitions' | 'targets' | 'approveAll'> {
  /** Milliseconds that calls of a step take, by step id. @default one second */
  readonly durations?: Readonly<Record<string, number>>;
}

export interface Simulation {
  readonly result: TestResult;
  readonly timeline: readonly TimelineEntry[];
}

/** Something that happened, in order of its begin. Times are milliseconds of virtual time since the start. */
export type TimelineEntry = SimulatedStep | SimulatedRollback | SimulatedTransition | SimulatedNotice;

export interface SimulatedStep {
  readonly kind: 'step';
  readonly at: number;
  readonly path: string;
  readonly type: StepKind;
  readonly status: StepStatus;
  readonly duration?: number;
  readonly attempts: number;
  /** `target.action` that it calls, id of the definition that it starts, type of the event that it sends or waits for. */
  readonly what?: string;
  /** Params, input, data or values: what it was given. */
  readonly given?: unknown;
  /** Branches that it took. */
  readonly branches: readonly string[];
  readonly failure?: Failure;
}

export interface SimulatedRollback {
  readonly kind: 'rollback';
  readonly at: number;
  readonly path: string;
  readonly duration?: number;
  readonly what: string;
  readonly given: unknown;
  readonly failure?: Failure;
}

export interface SimulatedTransition {
  readonly kind: 'transition';
  readonly at: number;
  /** The state that it leaves. */
  readonly path: string;
  /** `on REJECT → rejected`. */
  readonly branch: string;
}

/** Something that came from outside. */
export interface SimulatedNotice {
  readonly kind: 'notice';
  readonly at: number;
  readonly path: string;
  readonly notice: string;
}

/**
 * Shows what a run would do: calls that have no mock are answered with what fits, and take as long as they are said to. It stops
 * where only the outside can bring it on; time limits do not run out meanwhile.
 */
export async function simulate(definition: WorkflowDefinition, { durations = {}, ...options }: SimulateOptions): Promise<Simulation> {
  const durationOf = (stepId: string) => (Object.hasOwn(durations, stepId) ? (durations[stepId] ?? ANY_CALL) : ANY_CALL);
  const { result, moments } = await play(definition, { ...options, durationOf, unmocked: 'echo', limitsRunOut: false });
  const timeline = new Timeline([definition, ...(options.definitions ?? [])], result);
  return { result, timeline: moments.flatMap((moment) => timeline.entry(moment) ?? []) };
}

interface Facts {
  readonly type: StepKind;
  readonly step: Readonly<Record<string, unknown>>;
}

class Timeline {
  readonly #result: TestResult;
  readonly #nodes: ReadonlyMap<string, Facts>;
  readonly #executions: ReadonlyMap<string, TestStep>;
  readonly #branches = new Map<string, string[]>();
  /** What steps called, started, sent or asked, by path. */
  readonly #done: ReadonlyMap<string, Pick<SimulatedStep, 'what' | 'given'>>;

  constructor(definitions: readonly WorkflowDefinition[], result: TestResult) {
    const { calls, children, emitted, tasks, executions, branches } = result;
    this.#result = result;
    const nodes = definitions.flatMap((definition) => outlineOf(definition).steps);
    this.#nodes = new Map(nodes.map(({ id, kind, step }) => [id ?? '', { type: kind ?? 'action', step }]));
    this.#executions = new Map(executions.map((step) => [step.path, step]));
    for (const { path, branch } of branches) this.#branches.set(path, [...(this.#branches.get(path) ?? []), branch]);
    this.#done = new Map<string, Pick<SimulatedStep, 'what' | 'given'>>([
      ...calls.map((call) => [call.path, { what: nameOf(call), given: call.params as unknown }] as const),
      ...children.map(({ path, workflow, input }) => [path, { what: workflow, given: input as unknown }] as const),
      ...emitted.map(({ path, event }) => [path, { what: event.type, given: event.data }] as const),
      ...tasks.map(({ path, approvers }) => [path, { what: approvers.join(', ') }] as const),
    ]);
  }

  entry(moment: Moment): TimelineEntry | undefined {
    switch (moment.kind) {
      case 'step':
        return this.#step(moment.path);
      case 'rollback':
        return this.#rollback(moment.call);
      case 'transition': {
        const taken = this.#result.branches[moment.branch];
        return taken === undefined ? undefined : { kind: 'transition', ...taken };
      }
      case 'notice':
        return moment;
    }
  }

  #step(path: string): SimulatedStep | undefined {
    const step = this.#executions.get(path);
    if (step === undefined) return undefined;
    const { at, status, duration, attempts, failure } = step;
    const { type, step: declared } = this.#nodes.get(step.stepId) ?? { type: 'action', step: {} };
    const does = this.#done.get(path) ?? (type === 'event' ? { what: String(declared['event']) } : givenTo(type, step));
    return {
      kind: 'step',
      at,
      path,
      type,
      status,
      attempts,
      branches: this.#branches.get(path) ?? [],
      ...does,
      ...present({ duration, failure }),
    };
  }

  #rollback(index: number): SimulatedRollback | undefined {
    const call = this.#result.calls[index];
    if (call === undefined) return undefined;
    const { at, path, params, duration, failure } = call;
    return { kind: 'rollback', at, path, what: nameOf(call), given: params, ...present({ duration, failure }) };
  }
}

function givenTo(type: StepKind, { value }: TestStep): Pick<SimulatedStep, 'given'> {
  return type === 'set' && value !== undefined ? { given: value as unknown } : {};
}

function nameOf({ target, action }: TestCall): string {
  return `${target}.${action}`;
}

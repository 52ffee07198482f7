import type { Failure } from '../errors/failure.ts';
import { present } from '../present.ts';
import type { Progress, RollbackError, StepResultOf } from '../run/result.ts';
import type { StepStatus, WorkflowStatus } from '../run/status.ts';
import { adviceOn } from './advice.ts';

/** What is known of a run: its result, or its state while it goes on. */
export interface ReportedRun {
  readonly runId: string;
  readonly workflowId: string;
  readonly workflowName: string;
  readonly status: WorkflowStatus;
  readonly progress: Progress;
  readonly steps: readonly StepResultOf<Date | string>[];
  readonly failure?: Failure;
  readonly rollbackErrors: readonly RollbackError[];
}

/** What a report needs of a run's trace. */
export interface TraceLine {
  readonly type: string;
  readonly path?: string;
  /** ISO 8601. */
  readonly timestamp: string;
}

/** One thing that went wrong. */
export interface Incident {
  /** Absent: the run itself, such as its definition, its input or its time limit. */
  readonly path?: string;
  readonly stepName?: string;
  /** ISO 8601. */
  readonly at?: string;
  readonly attempts: number;
  readonly code: string;
  readonly class: Failure['class'];
  readonly message: string;
  /** Of the failure, the outermost first. */
  readonly causes: readonly Pick<Failure, 'code' | 'class' | 'message'>[];
}

/** What became of a step because another one failed. */
export interface Consequence {
  readonly path: string;
  readonly stepName: string;
  /** `failed-with-it`: a block round it; `failed-too`: for a reason of its own. */
  readonly what: 'failed-with-it' | 'failed-too' | 'cancelled' | 'rolled-back' | 'not-rolled-back';
  readonly message?: string;
}

/** Why a run is where it is, and what can be done about it. */
export interface RunReport {
  readonly runId: string;
  readonly workflowId: string;
  readonly workflowName: string;
  readonly status: WorkflowStatus;
  /** The failure that decided the run's end; of a run without one, the first of its failures. Absent: nothing failed. */
  readonly first?: Incident;
  /** Failures before it, after which the run went on. */
  readonly before: readonly Incident[];
  /** In order of time, then what was rolled back. */
  readonly followed: readonly Consequence[];
  /** Steps of the top list that were never begun. */
  readonly notReached: number;
  /** Sentences, the most useful first. */
  readonly advice: readonly string[];
}

type Step = ReportedRun['steps'][number];

/** A pure function of what a run left behind. */
export function reportOf(run: ReportedRun, trace: readonly TraceLine[]): RunReport {
  const order = new Order(trace);
  const failed = order.sorted(run.steps.filter(({ status, failure }) => status === 'FAILED' && failure !== undefined));
  // A block fails with what failed inside it: that has the path of the step.
  const own = failed.filter(({ path, failure }) => failure?.path === undefined || failure.path === path);
  const step = decisive(run, own);
  const failure = run.failure ?? step?.failure;
  const first = failure === undefined ? undefined : incident(failure, step, order);
  const place = step === undefined ? own.length : own.indexOf(step);
  const { runId, workflowId, workflowName, status } = run;
  return {
    runId,
    workflowId,
    workflowName,
    status,
    ...present({ first }),
    before: own.slice(0, place).map((each) => incident(each.failure as Failure, each, order)),
    followed: [...failures(failed, own.slice(0, place + 1), failure), ...cancelled(run), ...undone(run, order)],
    notReached: first === undefined ? 0 : Math.max(0, run.progress.totalSteps - run.steps.filter(({ path }) => isTop(path)).length),
    advice: failure === undefined ? [] : adviceOn({ failure, attempts: first?.attempts ?? 1, rollbackErrors: run.rollbackErrors }),
  };
}

function decisive({ failure }: ReportedRun, own: readonly Step[]): Step | undefined {
  if (failure === undefined) return own[0];
  // A step may fail in several executions, such as of a loop; the path says which.
  return own.find(({ path }) => path === failure.path) ?? own.find(({ stepId }) => stepId === failure.step && failure.path === undefined);
}

function incident(failure: Failure, step: Step | undefined, order: Order): Incident {
  const path = step?.path ?? failure.path;
  return {
    ...present({ path, stepName: step?.stepName, at: path === undefined ? undefined : (order.failedAt(path) ?? timeOf(step?.endTime)) }),
    attempts: failure.attempts ?? step?.attempts ?? 1,
    code: failure.code,
    class: failure.class,
    message: failure.message,
    causes: causesOf(failure),
  };
}

function causesOf({ cause }: Failure): Incident['causes'] {
  if (cause === undefined) return [];
  const { code, class: errorClass, message } = cause;
  return [{ code, class: errorClass, message }, ...causesOf(cause)];
}

function failures(failed: readonly Step[], told: readonly Step[], first: Failure | undefined): readonly Consequence[] {
  return failed
    .filter((step) => !told.includes(step))
    .filter(({ failure }) => !told.some(({ path }) => path !== first?.path && path === failure?.path))
    .map((step) => {
      const withIt = step.failure?.path !== step.path && step.failure?.path === first?.path;
      return consequence(step, withIt ? 'failed-with-it' : 'failed-too', withIt ? undefined : step.error);
    });
}

function cancelled({ steps }: ReportedRun): readonly Consequence[] {
  return steps.filter(({ status }) => status === 'CANCELLED').map((step) => consequence(step, 'cancelled'));
}

function undone({ steps, rollbackErrors }: ReportedRun, order: Order): readonly Consequence[] {
  const isUndone = (status: StepStatus, rolledBack?: boolean) => status === 'ROLLED_BACK' || rolledBack === true;
  const rolledBack = order.rolledBack(steps.filter((step) => isUndone(step.status, step.rolledBack)));
  const nameOf = (path: string, stepId: string) => steps.find((step) => step.path === path)?.stepName ?? stepId;
  return [
    ...rolledBack.map((step) => consequence(step, 'rolled-back')),
    ...rollbackErrors.map(({ path, stepId, error }) => consequence({ path, stepName: nameOf(path, stepId) }, 'not-rolled-back', error)),
  ];
}

function consequence({ path, stepName }: Pick<Step, 'path' | 'stepName'>, what: Consequence['what'], message?: string): Consequence {
  return { path, stepName, what, ...present({ message }) };
}

function isTop(path: string): boolean {
  return !/[.[/#]/.test(path);
}

function timeOf(time: Date | string | undefined): string | undefined {
  return time instanceof Date ? time.toISOString() : time;
}

/** When what happened, as the trace tells; what it does not tell comes last, as it stood. */
class Order {
  readonly #failures = new Map<string, { readonly place: number; readonly at: string }>();
  readonly #rollbacks = new Map<string, number>();

  constructor(trace: readonly TraceLine[]) {
    for (const [place, { type, path, timestamp }] of trace.entries()) {
      if (path === undefined) continue;
      if (type === 'step:failed' && !this.#failures.has(path)) this.#failures.set(path, { place, at: timestamp });
      if (type === 'rollback:step') this.#rollbacks.set(path, place);
    }
  }

  failedAt(path: string): string | undefined {
    return this.#failures.get(path)?.at;
  }

  sorted(steps: readonly Step[]): readonly Step[] {
    return byPlace(steps, (path) => this.#failures.get(path)?.place);
  }

  rolledBack(steps: readonly Step[]): readonly Step[] {
    return byPlace(steps, (path) => this.#rollbacks.get(path));
  }
}

function byPlace(steps: readonly Step[], place: (path: string) => number | undefined): readonly Step[] {
  const last = Number.MAX_SAFE_INTEGER;
  return steps.toSorted((a, b) => (place(a.path) ?? last) - (place(b.path) ?? last));
}

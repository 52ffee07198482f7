import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { present } from '../present.ts';
import type { WorkflowStatus } from '../run/status.ts';
import { bottlenecksOf } from './bottlenecks.ts';
import { TIME_KINDS, type Bottleneck, type RunProfile, type Span } from './run-profile.ts';
import { executedSteps, totalsOf } from './totals.ts';

/** How values lie: half of them are not above p50, 95 % not above p95. */
export interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/** What the executions of one step took, ms. */
export interface StepStatistics {
  /** Its path, iterations as `[]`. */
  readonly step: string;
  readonly name?: string;
  /** Executions, skipped ones left out. */
  readonly count: number;
  readonly total: Spread;
  /** Of the executions of which it is known. */
  readonly queue?: Spread;
  readonly running: Spread;
  readonly retrying: Spread;
  readonly waiting: Spread;
  readonly overhead: Spread;
  /** From 0 to 1: of the time of all runs, what lies on their critical paths in this step. */
  readonly critical: number;
  /** From 0 to 1: of the executions. */
  readonly failureRate: number;
  /** From 0 to 1: of the executions, those that needed more than one attempt. */
  readonly retryRate: number;
  /** CPU time, ms; of the executions of which it is known. */
  readonly cpu?: Spread;
  /** Bytes at the peak, likewise. */
  readonly memory?: Spread;
}

/** Where the time of the runs of one definition went. */
export interface DefinitionProfile {
  readonly workflowId: string;
  readonly runs: number;
  readonly statuses: Readonly<Partial<Record<WorkflowStatus, number>>>;
  /** ISO 8601: when the first and the last of them began. */
  readonly from: string;
  readonly to: string;
  readonly duration: Spread;
  /** In the order in which they were come by. */
  readonly steps: readonly StepStatistics[];
  /** The costliest first; none when nothing stands out. */
  readonly bottlenecks: readonly Bottleneck[];
  /** What could not be found out, as sentences. */
  readonly notes: readonly string[];
}

/** Sums up profiles of runs of one definition, at least one; undefined of none. `definition` tells what depends on what. */
export function definitionProfileOf(profiles: readonly RunProfile[], definition?: WorkflowDefinition): DefinitionProfile | undefined {
  const duration = spreadOf(profiles.map((each) => each.duration));
  const starts = profiles.map(({ startTime }) => startTime).toSorted();
  const [from, to, first] = [starts[0], starts.at(-1), profiles[0]];
  if (duration === undefined || from === undefined || to === undefined || first === undefined) return undefined;
  const totals = totalsOf(profiles);
  const executions = executedSteps(profiles.flatMap(({ spans }) => spans));
  const statuses: Partial<Record<WorkflowStatus, number>> = {};
  for (const { status } of profiles) statuses[status] = (statuses[status] ?? 0) + 1;
  return {
    workflowId: first.workflowId,
    runs: profiles.length,
    statuses,
    from,
    to,
    duration,
    steps: [...executions].map(([step, spans]) => statisticsOf(step, spans, totals.duration)),
    bottlenecks: bottlenecksOf(totals, definition),
    notes: [...new Set(profiles.flatMap(({ notes }) => notes))],
  };
}

/** The nearest rank, so that each figure is one that was measured; undefined of no values. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  const [p50, p95, max] = [rank(0.5), rank(0.95), sorted.at(-1)];
  return p50 === undefined || p95 === undefined || max === undefined ? undefined : { p50, p95, max };
}

const NOTHING: Spread = { p50: 0, p95: 0, max: 0 };

function statisticsOf(step: string, spans: readonly Span[], whole: number): StepStatistics {
  const spread = (of: (span: Span) => number | undefined) => spreadOf(spans.flatMap((span) => of(span) ?? []));
  const share = (fits: (span: Span) => boolean) => spans.filter(fits).length / spans.length;
  const [queue, running = NOTHING, retrying = NOTHING, waiting = NOTHING, overhead = NOTHING] = TIME_KINDS.map((kind) =>
    spread((span) => span[kind]),
  );
  return {
    step,
    ...present({ name: spans[0]?.name }),
    count: spans.length,
    total: spread(({ total }) => total) ?? NOTHING,
    ...present({ queue }),
    running,
    retrying,
    waiting,
    overhead,
    critical: whole === 0 ? 0 : spans.reduce((ms, { critical }) => ms + critical, 0) / whole,
    failureRate: share(({ status }) => status === 'FAILED'),
    retryRate: share(({ attempts = 1 }) => attempts > 1),
    ...present({ cpu: spread(({ usage }) => usage?.cpu), memory: spread(({ usage }) => usage?.memory) }),
  };
}

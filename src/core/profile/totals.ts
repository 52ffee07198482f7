import { groupBy } from '../group-by.ts';
import type { Reason, RunProfile, Span, TimeKind } from './run-profile.ts';

/** What one step takes on the critical paths, in ms, over all its executions there. */
export interface StepTotals {
  /** Its path, iterations as `[]`. */
  readonly step: string;
  count: number;
  critical: number;
  readonly kinds: Record<Exclude<TimeKind, 'queue'>, number>;
  queue: number;
  /** What it waited for. */
  reason: Reason | undefined;
  delays: number;
  cpu: number;
}

interface QueueTotals {
  calls: number;
  ms: number;
  critical: number;
}

/** Sums over runs; milliseconds. */
export interface Totals {
  runs: number;
  duration: number;
  /** On the critical paths: workflow tasks. */
  overhead: number;
  /** Steps that hold no others, by their paths. */
  readonly steps: Map<string, StepTotals>;
  /** On the critical paths, by the id of the step, blocks too; steps of child runs are missing. */
  readonly byId: Map<string, number>;
  readonly queues: Map<string, QueueTotals>;
  /** On the critical paths: what was waited for while no step waited on purpose. */
  readonly reasons: Map<Reason, number>;
  /** Of these the delays, by the block. */
  readonly delays: Map<string, number>;
}

export function totalsOf(profiles: Iterable<RunProfile>): Totals {
  const totals: Totals = {
    runs: 0,
    duration: 0,
    overhead: 0,
    steps: new Map(),
    byId: new Map(),
    queues: new Map(),
    reasons: new Map(),
    delays: new Map(),
  };
  for (const profile of profiles) add(totals, profile);
  return totals;
}

function add(totals: Totals, { duration, spans, criticalPath }: Pick<RunProfile, 'duration' | 'spans' | 'criticalPath'>): void {
  totals.runs += 1;
  totals.duration += duration;
  for (const span of spans) {
    if (span.type !== 'step') continue;
    if (span.stepId !== undefined && !/[/~]/.test(span.path)) count(totals.byId, span.stepId, span.critical);
    if (span.phases !== undefined) addStep(totals, span, span.phases);
  }
  for (const { type, path, reason, duration: ms } of criticalPath) {
    if (type === 'step') continue;
    if (reason === undefined) totals.overhead += ms;
    else count(totals.reasons, reason, ms);
    if (reason === 'delay') count(totals.delays, stepOf(path), ms);
  }
}

function addStep(totals: Totals, span: Span, phases: NonNullable<Span['phases']>): void {
  const { path, critical, queue, taskQueue } = span;
  if (queue !== undefined && taskQueue !== undefined) {
    const known = totals.queues.get(taskQueue) ?? { calls: 0, ms: 0, critical: 0 };
    totals.queues.set(taskQueue, { calls: known.calls + 1, ms: known.ms + queue, critical: known.critical + (critical > 0 ? queue : 0) });
  }
  // What holds no others is on the critical path as a whole or not at all.
  if (critical === 0) return;
  totals.overhead += span.overhead;
  for (const { reason, duration } of phases) if (reason === 'slots' || reason === 'paused') count(totals.reasons, reason, duration);
  const step = stepOf(path);
  const known = totals.steps.get(step) ?? nothing(step);
  known.count += 1;
  known.critical += critical;
  known.queue += queue ?? 0;
  for (const kind of ['running', 'retrying', 'waiting', 'overhead'] as const) known.kinds[kind] += span[kind];
  known.reason ??= phases.find(({ kind }) => kind === 'waiting')?.reason;
  known.delays += span.delays ?? 0;
  known.cpu += span.usage === undefined || span.usage.shared === true ? 0 : span.usage.cpu;
  totals.steps.set(step, known);
}

function nothing(step: string): StepTotals {
  const kinds = { running: 0, retrying: 0, waiting: 0, overhead: 0 };
  return { step, count: 0, critical: 0, kinds, queue: 0, reason: undefined, delays: 0, cpu: 0 };
}

function count<K>(map: Map<K, number>, key: K, ms: number): void {
  map.set(key, (map.get(key) ?? 0) + ms);
}

/** The executions of each step, skipped ones left out, by `stepOf`. */
export function executedSteps(spans: readonly Span[]): ReadonlyMap<string, readonly Span[]> {
  const executed = spans.filter(({ type, status }) => type === 'step' && status !== 'SKIPPED');
  return groupBy(executed, ({ path }) => stepOf(path));
}

/** The step of an execution, whichever iteration, pass or visit it was of. */
export function stepOf(path: string): string {
  return path.replaceAll(/\[\d+\]/g, '[]').replaceAll(/#\d+/g, '');
}

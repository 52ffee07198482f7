import { groupBy } from '../../group-by.ts';
import { renderDuration } from '../../run/render-duration.ts';
import { StepStatus, type WorkflowStatus } from '../../run/status.ts';
import type { Diagram, DiagramCluster, DiagramNode, NodeRun } from './diagram.ts';
import { titleText } from './labels.ts';

/** One execution of a step, as results and states tell of it. */
export interface StepFact {
  readonly stepId: string;
  readonly path: string;
  readonly status: StepStatus;
  readonly attempts?: number;
  /** Milliseconds. */
  readonly duration?: number;
}

/** What happened, as events and trail entries tell it. */
export interface EventFact {
  readonly path?: string;
  readonly stepId?: string;
  readonly status?: StepStatus | WorkflowStatus;
  readonly attempts?: number;
  /** Milliseconds. */
  readonly duration?: number;
}

/**
 * What is known of a run: a `WorkflowResult` or a `RunState` as it comes. `events`, from `run.trace()`, add the executions
 * inside of loops, of which results tell the failed ones only.
 */
export interface RunFacts {
  readonly runId?: string;
  readonly status?: WorkflowStatus;
  /** Milliseconds. */
  readonly duration?: number;
  readonly steps?: readonly StepFact[];
  readonly events?: readonly EventFact[];
  readonly rollbackErrors?: readonly { readonly stepId: string }[];
}

/** The diagram with what a run did on it: status, attempts and duration of each step; of one executed many times, how many ended how. */
export function withRun(diagram: Diagram, facts: RunFacts): Diagram {
  const executions = groupBy(executionsOf(facts), ({ stepId }) => stepId);
  const notUndone = new Set((facts.rollbackErrors ?? []).map(({ stepId }) => stepId));
  const tell = (node: DiagramNode): DiagramNode => {
    if (node.stepId === undefined) return node;
    const { status, notes } = summaryOf(executions.get(node.stepId) ?? []);
    return { ...node, run: { status, notes: notUndone.has(node.stepId) ? [...notes, 'could not be undone'] : notes } };
  };
  const inside = (cluster: DiagramCluster): DiagramCluster => ({
    ...cluster,
    nodes: cluster.nodes.map(tell),
    clusters: cluster.clusters.map(inside),
  });
  return { ...diagram, subtitle: subtitleOf(facts), nodes: diagram.nodes.map(tell), clusters: diagram.clusters.map(inside) };
}

function subtitleOf({ runId, status, duration }: RunFacts): string {
  const parts = [runId, status, duration === undefined ? undefined : renderDuration(duration)];
  return titleText(parts.filter((part) => part !== undefined).join(' · '));
}

/** One for each path: the newest event of it, under what the step's record says. */
function executionsOf({ steps = [], events = [] }: RunFacts): readonly StepFact[] {
  const found = new Map<string, StepFact>();
  for (const { path, stepId, status, attempts, duration } of events) {
    if (path === undefined || stepId === undefined || !isStepStatus(status)) continue;
    const before = found.get(path);
    const timed = duration ?? before?.duration;
    const tried = attempts ?? before?.attempts;
    found.set(path, {
      path,
      stepId,
      status,
      ...(timed === undefined ? {} : { duration: timed }),
      ...(tried === undefined ? {} : { attempts: tried }),
    });
  }
  for (const step of steps) found.set(step.path, { ...found.get(step.path), ...step });
  return [...found.values()];
}

function isStepStatus(status: string | undefined): status is StepStatus {
  return status !== undefined && Object.hasOwn(StepStatus, status);
}

function summaryOf(executions: readonly StepFact[]): NodeRun {
  const [first] = executions;
  if (first === undefined) return { status: 'PENDING', notes: [] };
  if (executions.length === 1) return { status: first.status, notes: [noteOf(first)] };
  // Of several passes or visits the last one counts for the colour.
  const newest = new Map(executions.map(({ path, status }) => [path.replaceAll(/#\d+/g, ''), status]));
  const attempts = executions.reduce((most, { attempts = 1 }) => Math.max(most, attempts), 1);
  const notes = attempts > 1 ? [`${attempts} attempts at most`] : [];
  return { status: mostUrgent(new Set(newest.values())), notes: [...countsOf(executions), ...notes] };
}

function noteOf({ status, duration, attempts = 1 }: StepFact): string {
  const parts = [status, ...(duration === undefined ? [] : [renderDuration(duration)]), ...(attempts > 1 ? [`${attempts} attempts`] : [])];
  return parts.join(' · ');
}

/** How many ended how, and how long they took on average. */
function countsOf(executions: readonly StepFact[]): readonly string[] {
  const byStatus = groupBy(executions, ({ status }) => status);
  return BY_URGENCY.flatMap((status) => {
    const some = byStatus.get(status) ?? [];
    const timed = some.flatMap(({ duration }) => duration ?? []);
    const mean = timed.length === 0 ? '' : ` · Ø ${renderDuration(timed.reduce((sum, ms) => sum + ms, 0) / timed.length)}`;
    return some.length === 0 ? [] : [`${some.length} × ${status}${mean}`];
  });
}

/** What a viewer looks for first: where the run is, then what went wrong. */
const BY_URGENCY: readonly StepStatus[] = [
  'RUNNING',
  'RETRYING',
  'WAITING',
  'FAILED',
  'CANCELLED',
  'ROLLED_BACK',
  'COMPLETED',
  'SKIPPED',
  'PENDING',
];

function mostUrgent(statuses: ReadonlySet<StepStatus>): StepStatus {
  return BY_URGENCY.find((status) => statuses.has(status)) ?? 'PENDING';
}

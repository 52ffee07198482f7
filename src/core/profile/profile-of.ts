import { present } from '../present.ts';
import { bottlenecksOf } from './bottlenecks.ts';
import type { RunFacts } from './facts.ts';
import type { PathPart, Phase, RunProfile, Span, TimeKind, Times } from './run-profile.ts';
import { segmentsOf, type Segment, type Segments } from './segments.ts';
import { totalsOf } from './totals.ts';
import { treeOf, worksItself, type Node } from './tree.ts';

/** Where the time of a run went, by what its trail and the server's history tell. */
export function profileOf(facts: RunFacts): RunProfile {
  const root = treeOf(facts);
  const segments = segmentsOf(root);
  const path = segments.get(root) ?? [];
  const spans = new Spans(root, segments).all();
  const { runId, workflowId, workflowName, status, definition, notes } = facts;
  const profile: RunProfile = {
    runId,
    workflowId,
    workflowName,
    status,
    startTime: new Date(root.from).toISOString(),
    duration: lengthOf(root),
    spans,
    criticalPath: criticalPathOf(path, root),
    bottlenecks: [],
    notes,
  };
  return { ...profile, bottlenecks: bottlenecksOf(totalsOf([profile]), definition) };
}

function lengthOf({ from, to = from }: Pick<Node, 'from' | 'to'>): number {
  return to - from;
}

/** Pieces of one step, or of one gap, as one part. */
function criticalPathOf(pieces: readonly Segment[], root: Node): readonly PathPart[] {
  const parts: { last: Segment; part: PathPart }[] = [];
  for (const piece of pieces) {
    const before = parts.at(-1);
    const isStep = worksItself(piece.owner);
    if (before !== undefined && before.last.owner === piece.owner && (isStep || before.last.reason === piece.reason)) {
      before.part = { ...before.part, duration: before.part.duration + lengthOf(piece) };
    } else {
      const { path } = piece.owner;
      const reason = isStep ? undefined : piece.reason;
      const place = { start: piece.from - root.from, duration: lengthOf(piece) };
      parts.push({ last: piece, part: { type: isStep ? 'step' : 'gap', path, ...present({ reason }), ...place } });
    }
  }
  return parts.map(({ part }) => part);
}

/** The tree as a list, with the times of each. */
class Spans {
  readonly #root: Node;
  readonly #segments: Segments;
  readonly #critical = new Map<Node, number>();

  constructor(root: Node, segments: Segments) {
    this.#root = root;
    this.#segments = segments;
    for (const piece of segments.get(root) ?? []) this.#critical.set(piece.owner, this.#own(piece.owner) + lengthOf(piece));
  }

  all(): readonly Span[] {
    const spans: Span[] = [];
    const visit = (node: Node, depth: number): number => {
      const at = spans.length;
      const span = this.#span(node, depth);
      spans.push(span);
      let critical = this.#own(node);
      for (const child of node.children.toSorted((a, b) => a.from - b.from)) critical += visit(child, depth + 1);
      spans[at] = { ...span, critical };
      return critical;
    };
    visit(this.#root, 0);
    return spans;
  }

  #own(node: Node): number {
    return this.#critical.get(node) ?? 0;
  }

  #span(node: Node, depth: number): Span {
    const { type, path, stepId, name, kind, status, usage, calls, children } = node;
    const pieces = this.#segments.get(node) ?? [];
    const call = calls.at(-1);
    const attempts = node.attempts ?? call?.attempt;
    const isQueued = children.length > 0 || calls.some(({ attempt }) => attempt === 1);
    const times = timesOf(pieces, isQueued);
    return {
      type,
      path,
      ...present({ stepId, name, kind, status, attempts, usage, taskQueue: call?.taskQueue, delays: delaysOf(node, times) }),
      depth,
      start: node.from - this.#root.from,
      critical: 0,
      ...times,
      ...(children.length > 0 ? {} : { phases: pieces.map((piece) => this.#phase(piece)) }),
    };
  }

  #phase({ kind, reason, from, to }: Segment): Phase {
    return { kind, start: from - this.#root.from, duration: to - from, ...present({ reason }) };
  }
}

/** Of what holds others along its critical path. */
function timesOf(pieces: readonly Segment[], isQueued: boolean): Times {
  const sum = (kind: TimeKind) => pieces.reduce((ms, piece) => (piece.kind === kind ? ms + lengthOf(piece) : ms), 0);
  const total = pieces.reduce((ms, piece) => ms + lengthOf(piece), 0);
  return {
    total,
    ...(isQueued ? { queue: sum('queue') } : {}),
    running: sum('running'),
    retrying: sum('retrying'),
    waiting: sum('waiting'),
    overhead: sum('overhead'),
  };
}

/** Undefined where there are none, or nobody knows of them. */
function delaysOf({ calls, children, waits, from, to = from }: Node, { retrying }: Times): number | undefined {
  const ofCalls = calls.reduce((sum, { delays = 0 }) => sum + delays, 0);
  const ofBlock = waits.reduce((sum, wait) => (wait.kind === 'retrying' ? sum + Math.min(wait.to ?? to, to) - wait.from : sum), 0);
  return Math.min(retrying, children.length === 0 ? ofCalls : ofBlock) || undefined;
}

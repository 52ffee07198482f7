import { outlineOf } from '../definition/outline.ts';
import type { StepKind } from '../definition/step.ts';
import { knownNames } from '../definition/names.ts';
import { dependenciesOf } from '../graph/dependencies.ts';
import { groupBy } from '../group-by.ts';
import { isClosing } from '../run/events.ts';
import type { StepStatus, WorkflowStatus } from '../run/status.ts';
import type { Usage } from '../run/usage.ts';
import { executionsOf, pausesOf, type Execution, type Stretch } from './executions.ts';
import type { CallFacts, RunFacts, TimerFacts } from './facts.ts';
import type { Reason, Span, TimeKind } from './run-profile.ts';

/** Time that a block or a step lets pass on purpose. */
export interface Wait extends Stretch {
  readonly reason: Reason;
  readonly kind: TimeKind;
}

/** A span while its times are worked out, ms since the epoch. */
export interface Node {
  readonly type: Span['type'];
  readonly path: string;
  from: number;
  /** Absent: known once what it lies in is known. */
  to: number | undefined;
  readonly stepId?: string;
  readonly name?: string;
  readonly kind?: StepKind | undefined;
  status?: StepStatus | WorkflowStatus | undefined;
  readonly attempts?: number | undefined;
  readonly usage?: Usage | undefined;
  readonly waits: readonly Wait[];
  readonly calls: readonly CallFacts[];
  readonly children: Node[];
  /** By path, the paths of what each child waits for; absent: each for the one before it. */
  readonly needs?: ReadonlyMap<string, ReadonlySet<string>> | undefined;
}

/** A step that holds no others. */
export function worksItself({ type, children }: Node): boolean {
  return type === 'step' && children.length === 0;
}

/** The run and all that happened in it, as a tree. `prefix` is put before the paths of its steps. */
export function treeOf(facts: RunFacts, prefix = ''): Node {
  const root = rootOf(facts, prefix);
  const tree = new Tree(facts, root, prefix);
  for (const execution of executionsOf(facts.trail)) tree.add(execution);
  tree.addRollbacks();
  tree.addChildren();
  settle(root, root.to ?? root.from, facts.trail.some(isClosing));
  return root;
}

function rootOf({ runId, workflowName, status, trail, until, definition }: RunFacts, prefix: string): Node {
  const closing = trail.findLast(isClosing);
  const first = trail.find(({ type }) => type === 'workflow:started') ?? trail[0];
  const last = Math.max(first?.at ?? 0, trail.at(-1)?.at ?? 0);
  const to = closing?.at ?? Math.max(until ?? last, last);
  const from = closing?.duration === undefined ? (first?.at ?? to) : closing.at - closing.duration;
  const { paused, turn } = pausesOf(trail);
  const begun = first?.at ?? from;
  const waits: Wait[] = [
    ...(begun > from ? [{ from, to: begun, reason: 'start' as const, kind: 'queue' as const }] : []),
    ...turn.map((each) => ({ ...each, reason: 'turn' as const, kind: 'waiting' as const })),
    ...paused.map(asPause),
  ];
  return {
    type: 'run',
    path: runId,
    name: workflowName,
    status,
    from,
    to,
    waits,
    calls: [],
    children: [],
    needs: needsOf(definition, prefix),
  };
}

function asPause(stretch: Stretch): Wait {
  return { ...stretch, reason: 'paused', kind: 'waiting' };
}

function needsOf(definition: RunFacts['definition'], prefix: string): Node['needs'] {
  if (definition?.mode !== 'graph' || definition.steps === undefined) return undefined;
  const needs = dependenciesOf(definition.steps, knownNames(definition));
  return new Map([...needs].map(([id, ids]) => [prefix + id, new Set([...ids].map((each) => prefix + each))]));
}

const REASONS: Readonly<Partial<Record<StepKind, Reason>>> = { approval: 'approval', event: 'event', wait: 'timer' };

class Tree {
  readonly #facts: RunFacts;
  readonly #root: Node;
  readonly #prefix: string;
  readonly #kinds: ReadonlyMap<string, StepKind>;
  readonly #pauses: readonly Wait[];
  readonly #calls: ReadonlyMap<string, readonly CallFacts[]>;
  readonly #timers: ReadonlyMap<string, readonly TimerFacts[]>;
  /** By path, what began last. */
  readonly #nodes = new Map<string, Node>();

  constructor(facts: RunFacts, root: Node, prefix: string) {
    this.#facts = facts;
    this.#root = root;
    this.#prefix = prefix;
    this.#kinds = kindsOf(facts.definition);
    this.#pauses = root.waits.filter(({ reason }) => reason === 'paused');
    this.#calls = groupBy(facts.calls, pathOf);
    this.#timers = groupBy(facts.timers, pathOf);
  }

  add(execution: Execution): void {
    const { path, from, to, waits, ...known } = execution;
    const kind = this.#kinds.get(known.stepId);
    const within = (at: number) => at >= from && (to === undefined || at <= to);
    const calls = (this.#calls.get(path) ?? []).filter(({ scheduledAt }) => within(scheduledAt));
    const delays = (this.#timers.get(path) ?? []).filter((timer) => within(timer.from));
    const reason = kind === undefined ? 'outside' : (REASONS[kind] ?? 'parked');
    this.#put(path, this.#parentOf(path, from), {
      ...known,
      type: 'step',
      path: this.#prefix + path,
      kind,
      from,
      to,
      waits: [...waits.map((wait): Wait => ({ ...wait, reason, kind: 'waiting' })), ...delays.map(asDelay), ...this.#pauses],
      calls,
      children: [],
    });
  }

  /** What undoes a step is a call of its own. */
  addRollbacks(): void {
    for (const [path, calls] of this.#calls) {
      const [first] = calls;
      if (!path.endsWith(UNDO) || first === undefined) continue;
      const of = path.slice(0, -UNDO.length);
      const told = this.#facts.trail.find((line) => line.type === 'rollback:step' && line.path === of);
      const node: Node = {
        type: 'step',
        path: this.#prefix + path,
        stepId: told?.stepId ?? of,
        name: `undo ${told?.stepName ?? of}`,
        status: told?.status === 'ROLLED_BACK' ? 'COMPLETED' : told?.status,
        from: first.issuedAt,
        to: closeOf(calls),
        waits: this.#pauses,
        calls,
        children: [],
      };
      this.#around(of, node).children.push(node);
    }
  }

  /** A child run lies in the step that waited for it. */
  addChildren(): void {
    for (const { path, run } of this.#facts.children) {
      const node = treeOf(run, `${this.#prefix}${path}/`);
      const step = this.#nodes.get(path) ?? this.#nodes.get(path.replace(NUMBER, ''));
      (step ?? this.#around(path.replace(UNDO, ''), node)).children.push(node);
    }
  }

  #put(path: string, parent: Node, node: Node): Node {
    parent.children.push(node);
    this.#nodes.set(path, node);
    return node;
  }

  /** The step, or the branch, iteration or pass, that a path lies in. */
  #parentOf(path: string, from: number): Node {
    const parent = parentPath(path);
    if (parent === '') return this.#root;
    const known = this.#nodes.get(parent);
    if (known !== undefined) return known;
    // A pass lies in its `try`, a later visit of a state beside the first.
    const base = parent.replace(NUMBER, '');
    const isVisit = base !== parent && this.#nodes.get(base)?.type !== 'step';
    return this.#put(parent, this.#parentOf(isVisit ? base : parent, from), {
      type: 'part',
      path: this.#prefix + parent,
      from,
      to: undefined,
      waits: this.#pauses,
      calls: [],
      children: [],
    });
  }

  /** The innermost block round a path that lasted at least as long as the node. */
  #around(path: string, { from, to = from }: Node): Node {
    for (let parent = parentPath(path); parent !== ''; parent = parentPath(parent)) {
      const node = this.#nodes.get(parent);
      if (node?.type === 'step' && node.from <= from && (node.to === undefined || node.to >= to)) return node;
    }
    return this.#root;
  }
}

const UNDO = '~rollback';
const NUMBER = /#\d+$/;

/** `a.b` lies in `a`, `a[3]` in `a`, `a#2` in `a`. */
function parentPath(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.'), path.lastIndexOf('['), path.lastIndexOf('#')));
}

function pathOf({ path }: { readonly path: string }): string {
  return path;
}

function kindsOf(definition: RunFacts['definition']): ReadonlyMap<string, StepKind> {
  if (definition === undefined) return new Map();
  return new Map(outlineOf(definition).steps.flatMap(({ id, kind }) => (id === undefined || kind === undefined ? [] : [[id, kind]])));
}

function asDelay({ from, to, label }: TimerFacts): Wait {
  return { from, ...(to === undefined ? {} : { to }), reason: 'delay', kind: label === 'delay' ? 'waiting' : 'retrying' };
}

/** Absent: one of them goes on, or there are none. */
function closeOf(calls: readonly CallFacts[]): number | undefined {
  return calls.at(-1)?.closedAt;
}

/** Gives every node an end, and keeps each inside what it lies in, which is `over` or goes on. */
function settle(node: Node, end: number, over: boolean): void {
  if (node.type === 'step' && node.to === undefined && over) node.status = 'CANCELLED';
  const limit = Math.max(node.from, Math.min(node.to ?? closeOf(node.calls) ?? end, end));
  for (const child of node.children) {
    child.from = Math.min(Math.max(child.from, node.from), limit);
    settle(child, limit, over || (node.type === 'step' && node.to !== undefined));
  }
  node.to = node.type === 'part' ? lastEnd(node) : limit;
}

function lastEnd({ from, children }: Node): number {
  return children.reduce((latest, { to = from }) => Math.max(latest, to), from);
}

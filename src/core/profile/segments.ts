import type { Reason, TimeKind } from './run-profile.ts';
import { worksItself, type Node, type Wait } from './tree.ts';

/** A piece of time and whose it is; ms since the epoch. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly kind: TimeKind;
  readonly reason?: Reason | undefined;
  readonly owner: Node;
}

/** The pieces that fill the time of each node without a gap; of what holds others, along its critical path. */
export type Segments = ReadonlyMap<Node, readonly Segment[]>;

export function segmentsOf(root: Node): Segments {
  const all = new Map<Node, readonly Segment[]>();
  const visit = (node: Node): void => {
    for (const child of node.children) visit(child);
    const own = ownTime(node);
    all.set(node, node.children.length === 0 ? own : alongPath(node, own, all));
  };
  visit(root);
  return all;
}

/** What a node spends its time on by itself, whatever lies in it. */
function ownTime(node: Node): readonly Segment[] {
  const { from, to = from, calls, waits } = node;
  const own = waits.filter(({ reason }) => reason !== 'paused');
  const works = worksItself(node);
  if (calls.length === 0) return fill(node, { from, to, waits: works ? own : waits, rest: { kind: works ? 'running' : 'overhead' } });
  const pieces: Segment[] = [];
  let at = from;
  const add = (until: number, rest: What, during: readonly Wait[] = []): void => {
    const next = Math.max(at, Math.min(until, to));
    pieces.push(...fill(node, { from: at, to: next, waits: during, rest }));
    at = next;
  };
  for (const [index, call] of calls.entries()) {
    // A call waits for a place, or for the end of a pause.
    if (index === 0) add(call.issuedAt, { kind: 'waiting', reason: 'slots' }, waits);
    else add(call.issuedAt, { kind: 'overhead' }, own);
    add(call.scheduledAt, { kind: 'overhead' });
    add(call.startedAt ?? call.closedAt ?? to, { kind: call.attempt > 1 ? 'retrying' : 'queue' });
    if (call.startedAt !== undefined) add(call.closedAt ?? to, { kind: 'running' });
  }
  add(to, { kind: 'overhead' }, own);
  return pieces;
}

type What = Pick<Segment, 'kind' | 'reason'>;

interface Gap {
  readonly from: number;
  readonly to: number;
  readonly waits: readonly Wait[];
  readonly rest: What;
}

/** What a stretch was spent on, by what was waited for in it. */
function fill(owner: Node, { from, to, waits, rest }: Gap): readonly Segment[] {
  const pieces: Segment[] = [];
  let at = from;
  const add = (until: number, { kind, reason }: What): void => {
    if (until > at) pieces.push({ from: at, to: until, kind, reason, owner });
    at = Math.max(at, until);
  };
  for (const wait of waits.toSorted((a, b) => a.from - b.from)) {
    if ((wait.to ?? to) <= at || wait.from >= to) continue;
    add(Math.min(wait.from, to), rest);
    add(Math.min(wait.to ?? to, to), wait);
  }
  add(to, rest);
  return pieces;
}

/** Backwards from the end: each time what ended last before; the gaps are the node's own. */
function alongPath(node: Node, own: readonly Segment[], known: Segments): readonly Segment[] {
  const { from, to = from } = node;
  const pieces: (readonly Segment[])[] = [];
  const order = new Backwards(node);
  const gap = backwardsIn(own);
  let at = to;
  for (let child = order.before(at); child !== undefined; child = order.before(at, child)) {
    pieces.push(gap(endOf(child), at), known.get(child) ?? []);
    at = child.from;
  }
  pieces.push(gap(from, at));
  return pieces.toReversed().flat();
}

/** Cuts stretches out of pieces, each before the one that was asked for before it. */
function backwardsIn(pieces: readonly Segment[]): (from: number, to: number) => readonly Segment[] {
  let last = pieces.length - 1;
  return (from, to) => {
    while ((pieces[last]?.from ?? -1) >= to) last -= 1;
    const found: Segment[] = [];
    for (let i = last, piece = pieces[i]; piece !== undefined && piece.to > from && from < to; i -= 1, piece = pieces[i])
      found.push({ ...piece, from: Math.max(piece.from, from), to: Math.min(piece.to, to) });
    return found.toReversed();
  };
}

/** The children by their ends, the last first. */
class Backwards {
  readonly #needs: Node['needs'];
  readonly #children: readonly Node[];
  #next: number;

  constructor({ children, needs }: Node) {
    this.#needs = needs;
    this.#children = children.toSorted((a, b) => endOf(a) - endOf(b));
    this.#next = this.#children.length - 1;
  }

  /** What ended last until `at`; of what `after` needs, where that is known. */
  before(at: number, after?: Node): Node | undefined {
    const needed = after === undefined ? undefined : this.#needs?.get(after.path);
    for (; this.#next >= 0; this.#next -= 1) {
      const child = this.#children[this.#next];
      if (child === undefined || endOf(child) > at || (needed !== undefined && !needed.has(child.path))) continue;
      this.#next -= 1;
      return this.#decisive(child);
    }
    return undefined;
  }

  /** What was cancelled since another one had ended decided nothing. */
  #decisive(last: Node): Node {
    if (!isLost(last)) return last;
    for (let i = this.#next; i >= 0; i -= 1) {
      const child = this.#children[i];
      if (child === undefined || endOf(child) <= last.from) break;
      if (isLost(child)) continue;
      this.#next = i - 1;
      return child;
    }
    return last;
  }
}

function endOf({ from, to = from }: Node): number {
  return to;
}

function isLost({ type, status, children }: Node): boolean {
  return type === 'part' ? children.some(isLost) : status === 'CANCELLED';
}

import { kindOf, type Step } from '../../definition/step.ts';
import type { WorkflowDefinition } from '../../definition/workflow-definition.ts';
import type { DiagramCluster, DiagramEdge, DiagramNode, EdgeKind, NodeKind } from './diagram.ts';
import { titleText } from './labels.ts';
import { notesOf } from './notes.ts';

/** Where the flow leaves a node, and how the edge from there will look. */
export interface Way {
  readonly from: string;
  readonly label?: string;
  /** @default "flow" */
  readonly kind?: EdgeKind;
}

/** Something drawn: the nodes where one gets in, and the ways on from it. Without entries nothing was drawn, and one passes through. */
export interface Part {
  readonly entries: readonly string[];
  readonly exits: readonly Way[];
}

/** How lists of steps and whole definitions are drawn: what blocks hold. */
export interface Hand {
  steps(at: Place, steps: readonly Step[]): Part;
  definition(at: Place, definition: WorkflowDefinition): Part;
}

/** Where drawing goes on. Its lists grow as one draws. */
export interface Place {
  readonly hand: Hand;
  /** The cluster that is drawn into, or the whole. */
  readonly area: { readonly nodes: DiagramNode[]; readonly clusters: DiagramCluster[] };
  readonly edges: DiagramEdge[];
  /** Ids given so far. */
  readonly taken: Set<string>;
  /** Of ids: empty in the run's own definition, `<step>/` in an inline child. */
  readonly prefix: string;
  /** Ways of `return` and `fail`: straight to the end of the definition. */
  readonly endings: Way[];
  /** Something here takes failures, so that none ends the run. */
  readonly caught: boolean;
}

export function blankPaper(hand: Hand): Place {
  return { hand, area: { nodes: [], clusters: [] }, edges: [], taken: new Set(), prefix: '', endings: [], caught: false };
}

/** Draws the node of a step; gives its id. */
export function addStep(at: Place, step: Step): string {
  const own = at.prefix === '' ? { stepId: step.id } : {};
  const id = freeId(at, `${at.prefix}${step.id}`);
  at.area.nodes.push({ id, kind: kindOf(step), title: titleText(step.name ?? step.id), notes: notesOf(step), ...own });
  return id;
}

/** Draws a node that is no step; gives its id. */
export function addNode(at: Place, node: { readonly id: string; readonly kind: NodeKind; readonly title?: string }): string {
  const id = freeId(at, `${at.prefix}${node.id}`);
  at.area.nodes.push({ id, kind: node.kind, title: titleText(node.title ?? ''), notes: [] });
  return id;
}

/** Draws what `draw` draws into a cluster of its own, which is left out when that is nothing. */
export function inCluster<T>(at: Place, cluster: Pick<DiagramCluster, 'id' | 'kind' | 'title'>, draw: (inside: Place) => T): T {
  const inside: Place = { ...at, area: { nodes: [], clusters: [] } };
  const drawn = draw(inside);
  if (inside.area.nodes.length + inside.area.clusters.length === 0) return drawn;
  const id = freeId(at, `${at.prefix}${cluster.id}:`);
  at.area.clusters.push({ id, kind: cluster.kind, title: titleText(cluster.title), ...inside.area });
  return drawn;
}

/** Leads the ways to what comes next; gives the ways on from there. */
export function follow(at: Place, ways: readonly Way[], next: Part): readonly Way[] {
  if (next.entries.length === 0) return ways;
  for (const { from, label = '', kind = 'flow' } of ways) {
    for (const to of next.entries) at.edges.push({ from, to, kind, ...(label === '' ? {} : { label }) });
  }
  return next.exits;
}

/** A node by itself, as something to get to and on from. */
export function single(id: string): Part {
  return { entries: [id], exits: [{ from: id }] };
}

/** More than two ways meet in a point, so that edges stay few. */
export function meet(at: Place, id: string, ways: readonly Way[]): readonly Way[] {
  return ways.length <= 2 ? ways : follow(at, ways, single(addNode(at, { id: `${id}~meeting`, kind: 'meeting' })));
}

/** A definition that is not valid may use an id twice; a diagram does not. */
function freeId({ taken }: Place, wanted: string): string {
  let id = wanted;
  for (let number = 2; taken.has(id); number += 1) id = `${wanted}~${number}`;
  taken.add(id);
  return id;
}

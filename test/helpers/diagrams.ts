import type { Step } from '../../src/core/definition/step.ts';
import type { State, WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { diagramOf } from '../../src/core/graph/diagram/diagram-of.ts';
import type { Diagram, DiagramCluster, DiagramNode, EdgeKind } from '../../src/core/graph/diagram/diagram.ts';

/** A step of any kind: `more` says which. */
export function step(id: string, more: object = {}): Step {
  const made: object = { id, target: 'util', action: 'echo', ...more };
  return made as Step;
}

export function draw(steps: readonly object[], more: Partial<WorkflowDefinition> = {}): Diagram {
  return diagramOf({ id: 'w', name: 'W', steps: steps as readonly Step[], ...more });
}

/** A state machine that begins in `a`. */
export function machine(states: Readonly<Record<string, State>>, more: Partial<WorkflowDefinition> = {}): Diagram {
  return diagramOf({ id: 'w', name: 'W', initial: 'a', states, ...more });
}

const ARROWS: Readonly<Record<EdgeKind, string>> = { flow: '->', back: '=>', aside: '~>' };

/** Edges as `from -> to: label`, sorted. */
export function edges({ edges: all }: Diagram): readonly string[] {
  return all
    .map(({ from, to, kind, label }) => `${from} ${ARROWS[kind]} ${to}${label === undefined ? '' : `: ${label}`}`)
    .toSorted((a, b) => (a < b ? -1 : 1));
}

type Area = Pick<DiagramCluster, 'nodes' | 'clusters'>;

/** The nodes of all clusters. */
export function nodesOf({ nodes, clusters }: Area): readonly DiagramNode[] {
  return [...nodes, ...clusters.flatMap(nodesOf)];
}

export function nodeOf(diagram: Diagram, id: string): DiagramNode | undefined {
  return nodesOf(diagram).find((node) => node.id === id);
}

type Nested = readonly (string | Nested)[];

/** Clusters as nested lists: `kind "title"`, then the ids of nodes, then the clusters inside. */
export function nested({ nodes, clusters }: Area): Nested {
  return [...nodes.map(({ id }) => id), ...clusters.map((cluster) => [`${cluster.kind} "${cluster.title}"`, ...nested(cluster)])];
}

import type { StepKind } from '../../definition/step.ts';
import type { StepStatus } from '../../run/status.ts';

/** What a node stands for: a step by its kind, a state, or what the diagram adds to show the flow. */
export type NodeKind = StepKind | 'state' | 'final-state' | 'start' | 'end' | 'join' | 'meeting' | 'chained';

/**
 * How one gets along an edge: in the normal `flow`; `back` to where a loop begins, or to a state declared before; `aside` by an
 * error or a timeout, or into a child nobody waits for.
 */
export type EdgeKind = 'flow' | 'back' | 'aside';

/** What a run did at a node. */
export interface NodeRun {
  /** `PENDING` where the run has not come by. */
  readonly status: StepStatus;
  /** Lines for people: status or counts, attempts, duration. */
  readonly notes: readonly string[];
}

export interface DiagramNode {
  /** Unique in the diagram. A step's own id; inside an inline child `<step>/<id>`. What is no step has a `:` or `~` in it. */
  readonly id: string;
  readonly kind: NodeKind;
  /** The step's name; one line, may be empty for what the diagram adds. */
  readonly title: string;
  /** One line each, cut to a sane length. */
  readonly notes: readonly string[];
  /** Id of the run's own step; absent for what is no step, and for steps of an inline child, which is a run of its own. */
  readonly stepId?: string;
  readonly run?: NodeRun;
}

export interface DiagramEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly label?: string;
}

/** Nodes that belong together; clusters nest as blocks do. */
export interface DiagramCluster {
  /** Unique among clusters. */
  readonly id: string;
  /** `block`: a step with all that it holds; `part`: one of its branches, a catch, a child, `finally`. */
  readonly kind: 'block' | 'part';
  readonly title: string;
  readonly nodes: readonly DiagramNode[];
  readonly clusters: readonly DiagramCluster[];
}

/** A definition as nodes, edges and nested clusters; the renderers turn it into text. */
export interface Diagram {
  readonly title: string;
  /** Of which run, when one is drawn on it. */
  readonly subtitle?: string;
  readonly nodes: readonly DiagramNode[];
  readonly clusters: readonly DiagramCluster[];
  readonly edges: readonly DiagramEdge[];
}

import type { StepStatus } from '../../run/status.ts';
import type { DiagramNode, NodeKind } from './diagram.ts';

/** Colours of a node. Text has a contrast to its fill of at least 4.5 to 1, a stroke to white of at least 3 to 1. */
export interface Look {
  readonly fill: string;
  readonly stroke: string;
  readonly text: string;
  readonly dashed: boolean;
}

const INK = '#1f2328';
const PALE_INK = '#57606a';

/** Every look by its name. */
export const LOOKS = {
  plain: { fill: '#ffffff', stroke: '#57606a', text: INK, dashed: false },
  blue: { fill: '#ddf4ff', stroke: '#0969da', text: INK, dashed: false },
  yellow: { fill: '#fff8c5', stroke: '#9a6700', text: INK, dashed: false },
  orange: { fill: '#fff1e5', stroke: '#bc4c00', text: INK, dashed: false },
  green: { fill: '#dafbe1', stroke: '#1a7f37', text: INK, dashed: false },
  red: { fill: '#ffebe9', stroke: '#cf222e', text: INK, dashed: false },
  purple: { fill: '#fbefff', stroke: '#8250df', text: INK, dashed: false },
  grey: { fill: '#eaeef2', stroke: '#57606a', text: INK, dashed: false },
  pale: { fill: '#ffffff', stroke: '#8c959f', text: PALE_INK, dashed: true },
  paleGrey: { fill: '#f6f8fa', stroke: '#6e7781', text: PALE_INK, dashed: true },
  ink: { fill: INK, stroke: INK, text: '#ffffff', dashed: false },
} as const satisfies Readonly<Record<string, Look>>;

export type LookName = keyof typeof LOOKS;

/** The colours of clusters. */
export const CLUSTER_LOOKS = {
  block: { fill: '#f6f8fa', stroke: '#afb8c1', text: PALE_INK, dashed: false },
  part: { fill: '#ffffff', stroke: '#afb8c1', text: PALE_INK, dashed: true },
} as const satisfies Readonly<Record<string, Look>>;

/** Of edges and what they say. */
export const EDGE_INK = PALE_INK;

/** Kinds that only do something are plain. */
const BY_KIND: Readonly<Partial<Record<NodeKind, LookName>>> = {
  if: 'blue',
  switch: 'blue',
  parallel: 'blue',
  join: 'blue',
  forEach: 'blue',
  while: 'blue',
  until: 'blue',
  try: 'blue',
  wait: 'yellow',
  event: 'yellow',
  approval: 'yellow',
  workflow: 'purple',
  chained: 'purple',
  fail: 'red',
  return: 'green',
  state: 'blue',
  'final-state': 'green',
};

const MARKS: ReadonlySet<NodeKind> = new Set(['start', 'end', 'meeting']);

/** The colour is never alone: the status stands on the node as well. */
const BY_STATUS: Readonly<Record<StepStatus, LookName>> = {
  PENDING: 'pale',
  RUNNING: 'blue',
  WAITING: 'yellow',
  RETRYING: 'orange',
  COMPLETED: 'green',
  FAILED: 'red',
  SKIPPED: 'paleGrey',
  CANCELLED: 'grey',
  ROLLED_BACK: 'purple',
};

/** By what a node is; with a run on the diagram by what the run did there, so that a colour means one thing. */
export function lookOf({ kind, run }: DiagramNode, withRun: boolean): LookName {
  if (run !== undefined) return BY_STATUS[run.status];
  if (MARKS.has(kind)) return 'ink';
  return withRun ? 'plain' : (BY_KIND[kind] ?? 'plain');
}

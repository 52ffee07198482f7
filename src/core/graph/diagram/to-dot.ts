import type { Diagram, DiagramCluster, DiagramEdge, DiagramNode, EdgeKind, NodeKind } from './diagram.ts';
import { wrap } from './labels.ts';
import { loopEnds } from './loop-ends.ts';
import { CLUSTER_LOOKS, EDGE_INK, lookOf, LOOKS, type Look } from './looks.ts';

/** Text as it is, or a label: what it says is escaped already. */
type Value = string | number | { readonly label: string } | { readonly html: string };
type Attributes = Readonly<Record<string, Value>>;

/** Graphviz knows how wide its letters are; in SVG it falls back on any sans serif. */
const FONT = 'Helvetica';
/** Characters of a line. */
const TITLE_WIDTH = 30;
const NOTE_WIDTH = 36;
const LABEL_WIDTH = 28;
const LONG_WIDTH = 60;

/** Markup of labels; brackets as well, so that those of the text are those of the language. */
const MARKUP = /[&<>"'[\]{}()\\]/g;

const LINE_BREAK = String.raw`\n`;

const BOX = 'rounded,filled';

const GRAPH: Attributes = {
  rankdir: 'TB',
  labelloc: 't',
  bgcolor: '#ffffff',
  pad: 0.2,
  nodesep: 0.35,
  ranksep: 0.4,
  fontname: FONT,
  fontsize: 14,
  fontcolor: LOOKS.plain.text,
};
/** Edges from which on nodes need not be placed to perfection: it would take minutes. */
const LARGE = 300;
const IN_HASTE: Attributes = { nslimit: 2, nslimit1: 2 };

const NODE: Attributes = { shape: 'box', style: BOX, fontname: FONT, fontsize: 12, margin: '0.17,0.08', height: 0.4, penwidth: 1.2 };
const EDGE: Attributes = { fontname: FONT, fontsize: 10, color: EDGE_INK, fontcolor: EDGE_INK, arrowsize: 0.7 };

const SHAPES: Readonly<Partial<Record<NodeKind, Attributes & { readonly style?: string }>>> = {
  if: { shape: 'diamond', style: 'filled', margin: '0.04,0.06' },
  switch: { shape: 'diamond', style: 'filled', margin: '0.04,0.06' },
  forEach: { shape: 'hexagon', style: 'filled', margin: '0.08,0.04' },
  while: { shape: 'hexagon', style: 'filled', margin: '0.08,0.04' },
  until: { shape: 'hexagon', style: 'filled', margin: '0.08,0.04' },
  workflow: { peripheries: 2 },
  chained: { peripheries: 2 },
  'final-state': { peripheries: 2 },
  join: { height: 0.25, margin: '0.12,0.03' },
  start: { shape: 'circle', width: 0.2, height: 0.2, fixedsize: 'true' },
  end: { shape: 'doublecircle', width: 0.16, height: 0.16, fixedsize: 'true' },
  meeting: { shape: 'point', width: 0.09 },
};

const LINES: Readonly<Record<EdgeKind, Attributes>> = {
  flow: {},
  back: { style: 'dashed', dir: 'back', arrowtail: 'vee' },
  aside: { style: 'dotted', arrowhead: 'empty' },
};

/** A diagram in the DOT language of Graphviz: plain text, the same for the same diagram. */
export function toDot(diagram: Diagram): string {
  const withRun = diagram.subtitle !== undefined;
  const area = (part: Pick<DiagramCluster, 'nodes' | 'clusters'>, depth: number): readonly string[] => {
    const indent = '  '.repeat(depth);
    return [
      ...part.nodes.map((node) => `${indent}${quoted(node.id)} ${list(nodeAttributes(node, withRun))}`),
      ...part.clusters.flatMap((cluster) => [
        `${indent}subgraph ${quoted(`cluster_${cluster.id}`)} {`,
        `${indent}  graph ${list(clusterAttributes(cluster))}`,
        ...area(cluster, depth + 1),
        `${indent}}`,
      ]),
    ];
  };
  return [
    'digraph {',
    `  graph ${list({ ...GRAPH, ...(diagram.edges.length > LARGE ? IN_HASTE : {}), label: headingOf(diagram) })}`,
    `  node ${list(NODE)}`,
    `  edge ${list(EDGE)}`,
    ...area(diagram, 1),
    ...diagram.edges.map((edge) => `  ${edgeText(edge)}`),
    ...loopEnds(diagram).map(({ from, to }) => `  ${quoted(from)} -> ${quoted(to)} [style="invis"]`),
    '}',
    '',
  ].join('\n');
}

function nodeAttributes(node: DiagramNode, withRun: boolean): Attributes {
  const look: Look = LOOKS[lookOf(node, withRun)];
  const shape = SHAPES[node.kind] ?? {};
  return {
    id: node.id,
    label: nodeLabel(node),
    ...shape,
    ...(look.dashed ? { style: `${shape.style ?? BOX},dashed` } : {}),
    ...colours(look),
  };
}

function clusterAttributes({ kind, title }: DiagramCluster): Attributes {
  const look: Look = CLUSTER_LOOKS[kind];
  return {
    label: plain(title, TITLE_WIDTH),
    labeljust: 'l',
    fontsize: 10,
    style: look.dashed ? 'rounded,filled,dashed' : 'rounded,filled',
    margin: 10,
    ...colours(look),
  };
}

function colours({ fill, stroke, text }: Look): Attributes {
  return { fillcolor: fill, color: stroke, fontcolor: text };
}

function headingOf({ title, subtitle }: Diagram): Value {
  const texts = [title, ...(subtitle === undefined ? [] : [subtitle]), ''];
  return { label: texts.flatMap((text) => lines(text, LONG_WIDTH)).join(LINE_BREAK) };
}

/** The name stands out, and so does what a run did there; what the step does is small. */
function nodeLabel({ kind, title, notes, run }: DiagramNode): Value {
  if (kind === 'join') return plain(title, TITLE_WIDTH);
  const small = (note: string): readonly string[] => lines(note, NOTE_WIDTH).map((line) => `<FONT POINT-SIZE="10">${line}</FONT>`);
  const name = lines(title, TITLE_WIDTH).map(bold);
  const ran = (run?.notes ?? []).flatMap(small).map(bold);
  return title === '' ? '' : { html: [...name, ...notes.flatMap(small), ...ran].join('<BR/>') };
}

function bold(line: string): string {
  return `<B>${line}</B>`;
}

/** A label of one size. */
function plain(text: string, width: number): Value {
  return { label: lines(text, width).join(LINE_BREAK) };
}

/** Lines of a text with nothing in them that means something in a label. */
function lines(text: string, width: number): readonly string[] {
  return wrap(text, width).map((line) => line.replaceAll(MARKUP, (sign) => (sign === '\\' ? '\\\\' : `&#${sign.codePointAt(0)};`)));
}

function edgeText({ from, to, kind, label = '' }: DiagramEdge): string {
  // Blanks keep it off the edge.
  const padded = lines(label, LABEL_WIDTH).map((line) => ` ${line} `);
  const said = label === '' ? {} : { label: { label: padded.join(LINE_BREAK) } };
  // Said the other way round, an edge that goes back does not turn the picture upside down.
  const [tail, head] = kind === 'back' ? [to, from] : [from, to];
  return `${quoted(tail)} -> ${quoted(head)} ${list({ ...said, ...LINES[kind] })}`.trimEnd();
}

function list(attributes: Attributes): string {
  const parts = Object.entries(attributes).map(([name, value]) => `${name}=${valueText(value)}`);
  return parts.length === 0 ? '' : `[${parts.join(', ')}]`;
}

function valueText(value: Value): string {
  if (typeof value !== 'object') return quoted(String(value));
  return 'html' in value ? `<${value.html}>` : `"${value.label}"`;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/[\\"]/g, String.raw`\$&`)}"`;
}

import type { Diagram, DiagramCluster, DiagramEdge, DiagramNode, EdgeKind, NodeKind } from './diagram.ts';
import { loopEnds } from './loop-ends.ts';
import { CLUSTER_LOOKS, lookOf, LOOKS, type Look, type LookName } from './looks.ts';

/** The brackets that give a node its shape. */
const SHAPES: Readonly<Partial<Record<NodeKind, readonly [string, string]>>> = {
  if: ['{', '}'],
  switch: ['{', '}'],
  forEach: ['{{', '}}'],
  while: ['{{', '}}'],
  until: ['{{', '}}'],
  wait: ['([', '])'],
  event: ['([', '])'],
  approval: ['([', '])'],
  workflow: ['[[', ']]'],
  chained: ['[[', ']]'],
  join: ['([', '])'],
  'final-state': ['([', '])'],
  start: ['((', '))'],
  meeting: ['((', '))'],
  end: ['(((', ')))'],
};

const ARROWS: Readonly<Record<EdgeKind, string>> = { flow: '-->', back: '-.->', aside: '-.->' };

/** A diagram as a Mermaid flowchart: plain text, the same for the same diagram. */
export function toMermaid(diagram: Diagram): string {
  const ids = new Ids();
  const withRun = diagram.subtitle !== undefined;
  const classes = new Map<string, string[]>();
  const area = (part: Pick<DiagramCluster, 'nodes' | 'clusters'>, depth: number): readonly string[] => {
    const indent = '  '.repeat(depth);
    for (const node of part.nodes) assign(classes, lookOf(node, withRun), ids.of(node.id));
    for (const cluster of part.clusters) assign(classes, cluster.kind, ids.of(cluster.id));
    return [
      ...part.nodes.map((node) => `${indent}${ids.of(node.id)}${shaped(node)}`),
      ...part.clusters.flatMap((cluster) => [
        `${indent}subgraph ${ids.of(cluster.id)}["${escaped(cluster.title) || ' '}"]`,
        ...area(cluster, depth + 1),
        `${indent}end`,
      ]),
    ];
  };
  const title = [diagram.title, ...(diagram.subtitle === undefined ? [] : [diagram.subtitle])].join(' · ');
  return [
    '---',
    `title: ${JSON.stringify(title)}`,
    '---',
    'flowchart TD',
    ...area(diagram, 1),
    ...diagram.edges.map((edge) => `  ${edgeText(edge, ids)}`),
    ...loopEnds(diagram).map(({ from, to }) => `  ${ids.of(from)} ~~~ ${ids.of(to)}`),
    ...[...classes].flatMap(([name, members]) => [`  classDef ${name} ${styleText(name)}`, `  class ${members.join(',')} ${name}`]),
    '',
  ].join('\n');
}

function shaped({ kind, title, notes, run }: DiagramNode): string {
  const [open, close] = SHAPES[kind] ?? ['(', ')'];
  const lines = [title, ...notes, ...(run?.notes ?? [])].filter((line) => line !== '');
  return `${open}"${lines.map(escaped).join('<br/>') || ' '}"${close}`;
}

function edgeText({ from, to, kind, label }: DiagramEdge, ids: Ids): string {
  return `${ids.of(from)} ${ARROWS[kind]}${label === undefined ? '' : `|"${escaped(label)}"|`} ${ids.of(to)}`;
}

function assign(classes: Map<string, string[]>, name: string, id: string): void {
  // What is plain looks as the reader's theme has it.
  if (name === 'plain') return;
  const members = classes.get(name);
  if (members === undefined) classes.set(name, [id]);
  else members.push(id);
}

function styleText(name: string): string {
  const { fill, stroke, text, dashed }: Look =
    name in CLUSTER_LOOKS ? CLUSTER_LOOKS[name as DiagramCluster['kind']] : LOOKS[name as LookName];
  return [`fill:${fill}`, `stroke:${stroke}`, `color:${text}`, ...(dashed ? ['stroke-dasharray:4 3'] : [])].join(',');
}

/** Letters, digits and blanks of all scripts, and the marks between them that mean nothing. */
const PLAIN = String.raw`\p{L}\p{M}\p{N}\p{So}\p{Sm} _,.?!$/'…·×–-`;
/** What means something where it stands: emphasis, the beginning of a list or a heading, an address. */
const MEANING = String.raw`[<>|~+]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|^[-–=]|(?<=^\d+|www)\.`;
const SPECIAL = new RegExp(`[^${PLAIN}]|${MEANING}`, 'giu');
/** A line break, a formula, an icon: they are found even where they are written as numbers. */
const PAIRS = /(?<=\\)(?=n)|(?<=\$)(?=\$)|(?<=:)(?=fa-)/g;
/** A blank without width. */
const NOTHING = '\u200B';

/** Text in quotes. Mermaid reads Markdown, HTML and directives in there: whatever may be part of one is written as its number. */
function escaped(text: string): string {
  return text.replaceAll(PAIRS, NOTHING).replaceAll(SPECIAL, (character) => `#${character.codePointAt(0)};`);
}

/** Mermaid's ids are words, and some words mean something: all begin with `n`, and none twice. */
class Ids {
  readonly #known = new Map<string, string>();
  readonly #taken = new Set<string>();

  of(id: string): string {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const word = `n_${id.replaceAll(/[^A-Za-z0-9]+/g, '_')}`;
    let free = word;
    for (let number = 2; this.#taken.has(free); number += 1) free = `${word}_${number}`;
    this.#known.set(id, free);
    this.#taken.add(free);
    return free;
  }
}

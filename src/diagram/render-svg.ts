import type { Viz } from '@viz-js/viz';

/** Draws DOT text as SVG, with Graphviz compiled to WebAssembly: nothing has to be installed. */
export async function renderSvg(dot: string): Promise<string> {
  const viz = await graphviz();
  return centred(viz.renderString(dot, { format: 'svg' }));
}

let loaded: Promise<Viz> | undefined;

/** Loaded when the first picture is drawn. */
function graphviz(): Promise<Viz> {
  loaded ??= import('@viz-js/viz').then(({ instance }) => instance());
  return loaded;
}

const NODE = /<g id="[^"]*" class="node">[\s\S]*?<\/g>/g;
const TEXT = /text-anchor="start" x="[^"]*"/g;

/**
 * Graphviz measures letters by the book and begins each line of a node where it would be centred. The reader's font may be
 * wider, so here the lines are told to be centred, and the fonts named that are as wide.
 */
function centred(svg: string): string {
  return svg
    .replaceAll(NODE, (node) => node.replaceAll(TEXT, `text-anchor="middle" x="${middleOf(node)}"`))
    .replaceAll('font-family="Helvetica,sans-Serif"', 'font-family="Helvetica, Arial, Liberation Sans, sans-serif"');
}

/** Half-way between the leftmost and the rightmost point of its outline. */
function middleOf(node: string): string {
  const outline = / (?:points|d)="([^"]*)"/.exec(node)?.[1] ?? '';
  const xs = [...outline.matchAll(/(-?[\d.]+),-?[\d.]+/g)].map(([, x]) => Number(x));
  return ((Math.min(...xs) + Math.max(...xs)) / 2).toFixed(2);
}

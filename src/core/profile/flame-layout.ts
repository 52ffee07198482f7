import type { Phase, Span } from './run-profile.ts';

/** A span, where it is drawn. */
export interface Box {
  readonly span: Span;
  /** From 0, downwards. */
  readonly row: number;
}

/** The attempts of a step, below it. */
export interface Bar {
  readonly span: Span;
  readonly phase: Phase;
  readonly row: number;
}

export interface FlameLayout {
  readonly boxes: readonly Box[];
  readonly bars: readonly Bar[];
  readonly rows: number;
}

interface Tree {
  readonly span: Span;
  readonly children: Tree[];
}

/** Each span below what it lies in; those that overlap in time below each other. */
export function layoutOf(spans: readonly Span[]): FlameLayout {
  const layout = new Layout();
  const root = treeOf(spans);
  const rows = root === undefined ? 0 : layout.place(root, 0);
  return { boxes: layout.boxes, bars: layout.bars, rows };
}

function treeOf([first, ...others]: readonly Span[]): Tree | undefined {
  if (first === undefined) return undefined;
  const root: Tree = { span: first, children: [] };
  const open = [root];
  for (const span of others) {
    const tree: Tree = { span, children: [] };
    open.length = span.depth;
    open.at(-1)?.children.push(tree);
    open.push(tree);
  }
  return root;
}

class Layout {
  readonly boxes: Box[] = [];
  readonly bars: Bar[] = [];

  /** How many rows it takes. */
  place({ span, children }: Tree, row: number): number {
    this.boxes.push({ span, row });
    for (const phase of span.phases ?? []) this.bars.push({ span, phase, row: row + 1 });
    let height = (span.phases ?? []).length === 0 ? 1 : 2;
    for (const lane of lanesOf(children)) {
      const top = row + height;
      height += lane.reduce((most, child) => Math.max(most, this.place(child, top)), 0);
    }
    return height;
  }
}

/** What does not overlap shares a lane. */
function lanesOf(trees: readonly Tree[]): readonly (readonly Tree[])[] {
  const lanes: { end: number; readonly trees: Tree[] }[] = [];
  for (const tree of trees) {
    const { start, total } = tree.span;
    const free = lanes.find(({ end }) => end <= start);
    if (free === undefined) lanes.push({ end: start + total, trees: [tree] });
    else {
      free.end = start + total;
      free.trees.push(tree);
    }
  }
  return lanes.map((lane) => lane.trees);
}

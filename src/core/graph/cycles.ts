type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** One cycle for each knot of nodes that wait for each other, in the order in which they do; none twice. */
export function findCycles(graph: Graph): readonly (readonly string[])[] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  for (const start of graph.keys()) if (!done.has(start)) walk(start, { graph, done, cycles });
  return cycles;
}

interface Search {
  readonly graph: Graph;
  readonly done: Set<string>;
  readonly cycles: string[][];
}

/** Depth first, with a stack of its own: a chain may be as long as a definition. */
function walk(start: string, { graph, done, cycles }: Search): void {
  const trail: string[] = [];
  const onTrail = new Set<string>();
  const stack: { readonly node: string; readonly next: Iterator<string> }[] = [];
  const enter = (node: string) => {
    trail.push(node);
    onTrail.add(node);
    stack.push({ node, next: (graph.get(node) ?? new Set<string>())[Symbol.iterator]() });
  };
  enter(start);
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const { value, done: exhausted } = top.next.next();
    if (exhausted === true) {
      stack.pop();
      trail.pop();
      onTrail.delete(top.node);
      done.add(top.node);
    } else if (onTrail.has(value)) {
      cycles.push(trail.slice(trail.indexOf(value)));
    } else if (!done.has(value)) enter(value);
  }
}

/** Everything a node waits for, directly or not. */
export function reachableFrom(start: string, graph: Graph): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [start];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const next of graph.get(node) ?? []) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(next);
    }
  }
  return found;
}

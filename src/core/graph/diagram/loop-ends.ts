import type { Diagram, DiagramCluster, DiagramEdge } from './diagram.ts';

/**
 * No edge leads from the end of a loop's body to what comes after the loop, so a renderer would put that beside the body.
 * These pairs, as edges that are not seen, keep it below.
 */
export function loopEnds(diagram: Diagram): readonly { readonly from: string; readonly to: string }[] {
  const clusters = clustersOf(diagram);
  const outOf = new Map<string, DiagramEdge[]>();
  for (const edge of diagram.edges) if (edge.kind !== 'back') outOf.set(edge.from, (outOf.get(edge.from) ?? []).concat(edge));
  return diagram.edges.flatMap(({ kind, from: end, to: loop }) => {
    const block = clusters.get(loop)?.at(-1);
    const isInside = (id: string): boolean => block !== undefined && clusters.get(id)?.includes(block) === true;
    if (kind !== 'back' || end === loop || !isInside(end)) return [];
    return (outOf.get(loop) ?? []).filter(({ to }) => !isInside(to)).map(({ to }) => ({ from: end, to }));
  });
}

/** The clusters that each node lies in, the outermost first. */
function clustersOf(diagram: Diagram): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const visit = ({ nodes, clusters }: Pick<DiagramCluster, 'nodes' | 'clusters'>, outer: readonly string[]): void => {
    for (const { id } of nodes) found.set(id, outer);
    for (const cluster of clusters) visit(cluster, [...outer, cluster.id]);
  };
  visit(diagram, []);
  return found;
}

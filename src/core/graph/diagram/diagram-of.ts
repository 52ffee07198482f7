import { knownNames } from '../../definition/names.ts';
import type { ChainedWorkflow, WorkflowDefinition } from '../../definition/workflow-definition.ts';
import { dependenciesOf } from '../dependencies.ts';
import type { Diagram, DiagramEdge } from './diagram.ts';
import { drawStates } from './draw-states.ts';
import { drawGraph, drawSequence } from './draw-steps.ts';
import { conditionText, titleText } from './labels.ts';
import { addNode, blankPaper, follow, inCluster, single, type Part, type Place } from './place.ts';

/**
 * Draws a definition, whatever its kinds and modes: every step is one node, a block with what it holds is a cluster.
 * It must be shaped like a definition; what else may be wrong with it does no harm.
 */
export function diagramOf(definition: WorkflowDefinition): Diagram {
  const at = blankPaper({ steps: drawSequence, definition: drawDefinition });
  const start = addNode(at, { id: '~start', kind: 'start' });
  const ways = follow(at, [{ from: start }], drawDefinition(at, definition));
  const { name, version, onComplete = [] } = definition;
  // A state machine need not have an end.
  if (ways.length + onComplete.length > 0) {
    const end = addNode(at, { id: '~end', kind: 'end' });
    follow(at, ways, single(end));
    for (const [i, chained] of onComplete.entries()) drawChained(at, chained, { end, number: i + 1 });
  }
  return { title: titleText(version === undefined ? name : `${name} ${version}`), ...at.area, edges: edgesInOrder(at) };
}

/** By the place of the node they leave. */
function edgesInOrder({ edges, taken }: Place): readonly DiagramEdge[] {
  const places = new Map([...taken].map((id, place) => [id, place]));
  return edges.toSorted((a, b) => (places.get(a.from) ?? 0) - (places.get(b.from) ?? 0));
}

/** What runs in a definition from its start to its end, `finally` included. */
function drawDefinition(at: Place, definition: WorkflowDefinition): Part {
  const own: Place = { ...at, endings: [] };
  const { entries, exits } = drawTop(own, definition);
  const ways = [...exits, ...own.endings];
  const { finally: last } = definition;
  if (last === undefined) return { entries, exits: ways };
  // What ends or fails in there has nothing to come after it.
  const cleanUp = inCluster({ ...own, endings: [] }, { id: '~finally', kind: 'part', title: 'finally' }, (part) => ({
    ...drawSequence(part, last),
    endings: part.endings,
  }));
  const after = [...follow(own, ways, cleanUp), ...cleanUp.endings];
  return { entries: entries.length === 0 ? cleanUp.entries : entries, exits: after };
}

function drawTop(at: Place, definition: WorkflowDefinition): Part {
  const { steps = [], states, mode } = definition;
  if (states !== undefined) return drawStates(at, definition);
  return mode === 'graph' ? drawGraph(at, steps, dependenciesOf(steps, knownNames(definition))) : drawSequence(at, steps);
}

/** Whoever is started when the run has ended. */
function drawChained(at: Place, { workflow, when }: ChainedWorkflow, place: { readonly end: string; readonly number: number }): void {
  const id = addNode(at, { id: `~chained-${place.number}`, kind: 'chained', title: workflow });
  const label = when === undefined ? 'COMPLETED' : conditionText(when);
  follow(at, [{ from: place.end, label }], single(id));
}

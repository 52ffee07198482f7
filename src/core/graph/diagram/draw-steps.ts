import { kindOf, type Step, type StepKind, type StepsByKind } from '../../definition/step.ts';
import { drawEvent, drawIf, drawParallel, drawSwitch, drawTry, drawWorkflow } from './draw-blocks.ts';
import { drawForEach, drawUntil, drawWhile } from './draw-loops.ts';
import { addStep, follow, single, type Part, type Place, type Way } from './place.ts';

type Draw<Kind extends StepKind> = (at: Place, step: StepsByKind[Kind]) => Part;

/** A sequence: each step leads to the next. */
export function drawSequence(at: Place, steps: readonly Step[]): Part {
  const parts = steps.map((step) => drawStep(at, step)).filter(({ entries }) => entries.length > 0);
  const [first] = parts;
  if (first === undefined) return { entries: [], exits: [] };
  return { entries: first.entries, exits: parts.slice(1).reduce((ways, part) => follow(at, ways, part), first.exits) };
}

/** A graph: each step comes after those it depends on; it begins with those that depend on none, and ends with those that none depends on. */
export function drawGraph(at: Place, steps: readonly Step[], dependencies: ReadonlyMap<string, ReadonlySet<string>>): Part {
  const parts = new Map(steps.map((step) => [step.id, drawStep(at, step)]));
  const ends = new Set(parts.keys());
  const entries: string[] = [];
  for (const [id, part] of parts) {
    const needs = [...(dependencies.get(id) ?? [])];
    if (needs.length === 0) entries.push(...part.entries);
    for (const need of needs) {
      follow(at, parts.get(need)?.exits ?? [], part);
      ends.delete(need);
    }
  }
  return { entries, exits: [...ends].flatMap((id) => parts.get(id)?.exits ?? []) };
}

function drawStep(at: Place, step: Step): Part {
  const draw = OF_KIND[kindOf(step)] as (at: Place, step: Step) => Part;
  return draw(at, step);
}

/** A step that holds none. */
const drawNode = (at: Place, step: Step): Part => single(addStep(at, step));

/** The flow goes to the end of the definition, or on where the step may be skipped. */
function drawReturn(at: Place, step: StepsByKind['return']): Part {
  const id = addStep(at, step);
  at.endings.push({ from: id });
  return { entries: [id], exits: pastIt(id, step) };
}

/** As `return`, unless something takes the failure. */
function drawFail(at: Place, step: StepsByKind['fail']): Part {
  const id = addStep(at, step);
  if (!at.caught && step.optional !== true) at.endings.push({ from: id, kind: 'aside' });
  return { entries: [id], exits: pastIt(id, step) };
}

function pastIt(id: string, { when, optional }: Step): readonly Way[] {
  return when !== undefined || optional === true ? [{ from: id }] : [];
}

const OF_KIND: { readonly [Kind in StepKind]: Draw<Kind> } = {
  action: drawNode,
  if: drawIf,
  switch: drawSwitch,
  parallel: drawParallel,
  forEach: drawForEach,
  while: drawWhile,
  until: drawUntil,
  try: drawTry,
  workflow: drawWorkflow,
  wait: drawNode,
  event: drawEvent,
  approval: drawNode,
  validate: drawNode,
  set: drawNode,
  transform: drawNode,
  generate: drawNode,
  emit: drawNode,
  checkpoint: drawNode,
  fail: drawFail,
  return: drawReturn,
};

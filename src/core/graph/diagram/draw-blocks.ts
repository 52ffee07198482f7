import type { EventStep } from '../../definition/steps/event.ts';
import type { IfStep } from '../../definition/steps/if.ts';
import type { ParallelStep } from '../../definition/steps/parallel.ts';
import type { SwitchStep } from '../../definition/steps/switch.ts';
import type { CatchClause, TryStep } from '../../definition/steps/try.ts';
import type { WorkflowStep } from '../../definition/steps/workflow.ts';
import type { Step } from '../../definition/step.ts';
import { conditionText, noteText } from './labels.ts';
import { durationText } from './notes.ts';
import { addNode, addStep, follow, inCluster, meet, single, type Part, type Place, type Way } from './place.ts';

/** Both lists begin at the condition; without `else` one passes by. */
export function drawIf(at: Place, step: IfStep): Part {
  return inBlock(at, step, (inside, id) => [
    ...list(inside, { from: id, label: conditionText(step.condition) }, step.then),
    ...list(inside, { from: id, label: 'else' }, step.else ?? []),
  ]);
}

/** A list for each case. */
export function drawSwitch(at: Place, step: SwitchStep): Part {
  return inBlock(at, step, (inside, id) => [
    ...step.cases.flatMap((each) => list(inside, { from: id, label: conditionText(each.when) }, each.steps)),
    ...list(inside, { from: id, label: 'else' }, step.default ?? []),
  ]);
}

/** A cluster for each branch; the join says how many of them it takes. */
export function drawParallel(at: Place, step: ParallelStep): Part {
  // Whether a branch's failure is the block's is for the join to say.
  return inBlock({ ...at, caught: true }, step, (inside, id) => {
    const ends = Object.entries(step.branches).flatMap(([name, steps], i) =>
      inCluster(inside, { id: `${step.id}~branch-${i + 1}`, kind: 'part', title: name }, (branch) => list(branch, { from: id }, steps)),
    );
    const { join = 'all' } = step;
    const title = typeof join === 'string' ? join : `at least ${join.atLeast}`;
    return follow(inside, ends, single(addNode(inside, { id: `${step.id}~join`, kind: 'join', title })));
  });
}

/** What the catches take leaves the try aside; `finally` comes after all of them, and before what ends the run in there. */
export function drawTry(at: Place, step: TryStep): Part {
  const { catch: catches = [], finally: last } = step;
  return inBlock(at, step, (inside, id) => {
    const before: Place = { ...inside, endings: [] };
    const ends = [
      ...list({ ...before, caught: before.caught || catches.length > 0 }, { from: id }, step.steps),
      ...catches.flatMap((clause, i) =>
        inCluster(before, { id: `${step.id}~catch-${i + 1}`, kind: 'part', title: 'catch' }, (part) =>
          list(part, { from: id, label: errorsText(clause), kind: 'aside' }, clause.steps),
        ),
      ),
    ];
    if (last === undefined) {
      inside.endings.push(...before.endings);
      return ends;
    }
    const exits = inCluster(inside, { id: `${step.id}~finally`, kind: 'part', title: 'finally' }, (part) =>
      follow(part, [...ends, ...before.endings], part.hand.steps(part, last)),
    );
    if (before.endings.length > 0) inside.endings.push(...exits.map((way) => ({ ...way, kind: 'aside' as const })));
    return exits;
  });
}

function errorsText({ errors, when }: CatchClause): string {
  const parts = [...(errors ?? []), ...(when === undefined ? [] : [`when ${conditionText(when)}`])];
  return parts.length === 0 ? 'any error' : noteText(parts.join(', '));
}

/** A child by id is a node; an inline definition is drawn whole. */
export function drawWorkflow(at: Place, step: WorkflowStep): Part {
  const { workflow, wait = true } = step;
  if (typeof workflow === 'string') return single(addStep(at, step));
  return inBlock(at, step, (inside, id) => {
    const child = { id: `${step.id}~child`, kind: 'part', title: workflow.name } as const;
    // A failure of the child's is the step's: it does not lead on.
    const ends = inCluster({ ...inside, caught: true }, child, (part) => {
      const own: Place = { ...part, prefix: `${part.prefix}${step.id}/` };
      return follow(own, [{ from: id, ...(wait ? {} : { kind: 'aside' as const }) }], own.hand.definition(own, workflow));
    });
    return wait ? ends : [{ from: id }];
  });
}

/** The steps of a timeout begin at the event. */
export function drawEvent(at: Place, step: EventStep): Part {
  const { onTimeout, timeout } = step;
  if (typeof onTimeout !== 'object') return single(addStep(at, step));
  return inBlock(at, step, (inside, id) => {
    const label = timeout === undefined ? 'timeout' : `after ${durationText(timeout)}`;
    return [{ from: id }, ...list(inside, { from: id, label, kind: 'aside' }, onTimeout.steps)];
  });
}

/** A step with what it holds in a cluster; the ways on from there are few. */
function inBlock(at: Place, step: Step, draw: (inside: Place, id: string) => readonly Way[]): Part {
  const place = step.optional === true ? { ...at, caught: true } : at;
  return inCluster(place, { id: step.id, kind: 'block', title: '' }, (inside) => {
    const id = addStep(inside, step);
    return { entries: [id], exits: meet(inside, step.id, draw(inside, id)) };
  });
}

/** A list at the end of a way. */
function list(at: Place, way: Way, steps: readonly Step[]): readonly Way[] {
  return follow(at, [way], at.hand.steps(at, steps));
}

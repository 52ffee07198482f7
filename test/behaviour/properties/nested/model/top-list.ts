import type { Step } from '../../../../../src/core/definition/step.ts';
import type { WorkflowDefinition } from '../../../../../src/core/definition/workflow-definition.ts';
import { rollBack } from './calls.ts';
import { sideBySide, type Lane } from './lanes.ts';
import { runStep } from './steps.ts';
import { allSteps, completed, isInside, leaveOpen, type Ended, type Place } from './world.ts';

/** How the top list ended. */
export interface Main {
  readonly ended: Ended;
  /** Something failed that the failure strategy goes past. */
  readonly partial: boolean;
}

export function topList(definition: WorkflowDefinition, place: Place): Main {
  return definition.mode === 'graph' ? graph(definition, place) : sequence(definition, place);
}

function sequence({ steps = [], failureStrategy = 'fail-fast' }: WorkflowDefinition, place: Place): Main {
  const lost: Step[] = [];
  let at = 0;
  for (const step of steps) {
    if (failureStrategy === 'partial-failure' && needs(step, lost, place).length > 0) {
      place.ledger.steps.set(step.id, 'SKIPPED');
      lost.push(step);
      continue;
    }
    const ended = runStep(step, step.id, at, place);
    at = ended.at;
    if (ended.how === 'failed' && failureStrategy !== 'fail-fast') lost.push(step);
    else if (ended.how !== 'completed') return { ended, partial: lost.length > 0 };
  }
  return { ended: completed(at, null), partial: lost.length > 0 };
}

/** Each step begins when all it needs is done. The steps of the definition stand in an order in which that is possible. */
function graph({ steps = [], failureStrategy = 'fail-fast' }: WorkflowDefinition, place: Place): Main {
  const ends = new Map<string, Ended>();
  const left = new Map<string, Place>();
  const lost = new Set<string>();
  const lanes = steps.map((step, i): Lane => ({
    name: step.id,
    run(own) {
      const needed = needs(step, steps.slice(0, i), own).map(({ id }) => id);
      for (const id of needed) for (const [name, value] of left.get(id)?.names.values ?? []) own.names.values.set(name, value);
      left.set(step.id, own);
      const ended = runNeeding(step, needed, own);
      ends.set(step.id, ended);
      return ended;
    },
  }));
  const runNeeding = (step: Step, needed: readonly string[], own: Place): Ended => {
    const met = needed.map((id) => ends.get(id)).filter((need) => need !== undefined);
    const at = Math.max(0, ...met.map((need) => need.at));
    const stopped = met.some(({ how }) => how !== 'completed' && (how !== 'failed' || failureStrategy === 'fail-fast'));
    lost.delete(step.id);
    if (stopped) return { how: 'cancelled', at };
    if (failureStrategy === 'partial-failure' && needed.some((id) => lost.has(id))) {
      own.ledger.steps.set(step.id, 'SKIPPED');
      lost.add(step.id);
      return completed(at, null);
    }
    const ended = runStep(step, step.id, at, own);
    if (ended.how === 'failed') lost.add(step.id);
    return ended;
  };
  const { verdict, at } = sideBySide(lanes, place, (ended) => {
    const last = ended.at(-1)?.ended;
    if (last?.how === 'returned' || (last?.how === 'failed' && failureStrategy === 'fail-fast')) return last;
    return ended.length === steps.length ? { how: 'completed' } : undefined;
  });
  for (const { names } of left.values())
    for (const kind of ['values', 'variables'] as const) for (const [name, value] of names[kind]) place.names[kind].set(name, value);
  return { ended: verdict === undefined ? { how: 'cancelled', at } : { ...verdict, at }, partial: lost.size > 0 };
}

/** Undoes what was completed; in graph mode each step as soon as all that needed it are undone. */
export function undoAll({ mode, steps = [] }: WorkflowDefinition, place: Place, at: number): number {
  if (mode !== 'graph') return rollBack(place, at, () => true);
  const undoneAt = new Map<Step, number>();
  for (const step of steps.toReversed()) {
    const dependents = [...undoneAt].filter(([other]) => needs(other, [step], place).length > 0).map(([, end]) => end);
    undoneAt.set(
      step,
      rollBack(place, Math.max(at, ...dependents), (path) => path === step.id || isInside(step.id, path)),
    );
  }
  return Math.max(at, ...undoneAt.values());
}

/** Which of some other steps a step needs, by `dependsOn` or by reference, also to what is inside them. */
function needs(step: Step, others: readonly Step[], place: Place): readonly Step[] {
  const refersTo = (name: string) => new RegExp(`\\$${name}\\b`).test(JSON.stringify(step));
  const variables = allSteps(others).flatMap((each) => Object.keys(each.type === 'set' ? each.values : (each.onSkip?.set ?? {})));
  if (variables.some(refersTo)) leaveOpen(place, 'a reference to a variable that a lost step would set');
  return others.filter((other) => step.dependsOn?.includes(other.id) === true || allSteps([other]).some(({ id }) => refersTo(id)));
}

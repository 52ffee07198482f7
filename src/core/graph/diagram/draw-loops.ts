import type { ForEachStep } from '../../definition/steps/for-each.ts';
import type { UntilStep } from '../../definition/steps/until.ts';
import type { WhileStep } from '../../definition/steps/while.ts';
import { conditionText } from './labels.ts';
import { addStep, follow, inCluster, type Part, type Place, type Way } from './place.ts';

/** The body goes back to the loop, which lets go on when the items are done. */
export function drawForEach(at: Place, step: ForEachStep): Part {
  return inCluster({ ...at, caught: at.caught || step.onError === 'continue' }, clusterOf(step), (inside) => {
    const id = addStep(inside, step);
    const ends = follow(inside, [{ from: id, label: 'each' }], inside.hand.steps(inside, step.steps));
    goBack(inside, ends, [id]);
    return { entries: [id], exits: [{ from: id, label: 'done' }] };
  });
}

/** The condition stands before the body. */
export function drawWhile(at: Place, step: WhileStep): Part {
  return inCluster(at, clusterOf(step), (inside) => {
    const id = addStep(inside, step);
    const ends = follow(inside, [{ from: id, label: conditionText(step.condition) }], inside.hand.steps(inside, step.steps));
    goBack(inside, ends, [id]);
    return { entries: [id], exits: [{ from: id, label: 'else' }] };
  });
}

/** The condition stands after the body. */
export function drawUntil(at: Place, step: UntilStep): Part {
  return inCluster(at, clusterOf(step), (inside) => {
    const body = inside.hand.steps(inside, step.steps);
    const id = addStep(inside, step);
    const entries = body.entries.length === 0 ? [id] : body.entries;
    follow(inside, body.exits, { entries: [id], exits: [] });
    goBack(inside, [{ from: id, label: 'else' }], entries);
    return { entries, exits: [{ from: id, label: conditionText(step.condition) }] };
  });
}

function clusterOf({ id }: { readonly id: string }) {
  return { id, kind: 'block', title: '' } as const;
}

function goBack(at: Place, ways: readonly Way[], entries: readonly string[]): void {
  follow(
    at,
    ways.map((way) => ({ ...way, kind: 'back' as const })),
    { entries, exits: [] },
  );
}

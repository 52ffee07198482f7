import type { ParallelStep } from '../../../../../src/core/definition/steps/parallel.ts';
import { rollBack } from './calls.ts';
import { sideBySide, type LaneEnd, type Verdict } from './lanes.ts';
import { resolve } from './values.ts';
import { allSteps, ANY, completed, isInside, leaveOpen, shielded, type Ended, type Place } from './world.ts';

/** All branches begin at once; `join` says when it is decided. */
export function parallel(step: ParallelStep, path: string, start: number, place: Place): Ended {
  const branches = Object.entries(step.branches).map(([name, steps]) => ({ name, steps, prefix: `${path}.${name}` }));
  const lanes = branches.map(({ steps, prefix }) => ({ name: prefix, run: (own: Place) => own.list(steps, prefix, start, own) }));
  const outcome = sideBySide(lanes, place, (ended) => decision(step, ended, branches.length));
  for (const [i, { steps }] of branches.entries()) {
    const { values, taken } = outcome.lanes[i]?.place.names ?? place.names;
    for (const { id } of allSteps(steps)) if (values.has(id)) place.names.values.set(id, values.get(id));
    for (const [type, count] of taken) place.names.taken.set(type, Math.max(count, place.names.taken.get(type) ?? 0));
  }
  const { verdict, at } = outcome;
  if (verdict === undefined) return { how: 'cancelled', at };
  if (verdict.how === 'returned' && step.rollbackOnFailure === true) leaveOpen(place, 'a return with branches to roll back');
  if (verdict.how !== 'completed') return { ...verdict, at };
  const values = branches.map(({ name }, i): readonly [string, unknown] => {
    const ended = outcome.lanes[i]?.ended;
    return [name, ended?.how === 'completed' ? (ended.value ?? null) : null];
  });
  const order = outcome.first
    .map((name) => outcome.lanes.find((lane) => lane.name === name))
    .filter((lane) => lane?.ended.how === 'completed');
  const how = step.aggregate ?? (step.join === 'any' || step.join === 'race' ? 'first' : 'collect');
  if (how === 'first' && order.length > 1 && order[0]?.ended.at === order[1]?.ended.at) leaveOpen(place, 'two branches are first');
  const winner = values[outcome.lanes.findIndex(({ name }) => name === order[0]?.name)];
  return completed(lostUndone(step, outcome.lanes, at, place), aggregated(how, values, winner, place));
}

function decision({ join = 'all' }: ParallelStep, ended: readonly LaneEnd[], branches: number): Verdict | undefined {
  const last = ended.at(-1)?.ended;
  if (last === undefined || last.how === 'returned' || join === 'race') return last;
  const needed = join === 'all' ? branches : join === 'any' ? 1 : join.atLeast;
  if (ended.filter((lane) => lane.ended.how === 'completed').length >= needed) return { how: 'completed' };
  const lost = ended.filter((lane) => lane.ended.how === 'failed').length;
  if (lost <= branches - needed) return undefined;
  // Of several branches that failed, the language does not say whose error it is.
  return lost > 1 ? { how: 'failed', fault: { code: ANY, class: ANY, step: ANY, path: ANY } } : last;
}

function aggregated(
  how: string,
  values: readonly (readonly [string, unknown])[],
  winner: readonly [string, unknown] | undefined,
  place: Place,
) {
  const collected = Object.fromEntries(values);
  if (how === 'collect') return collected;
  if (how === 'merge') return Object.assign({}, ...values.map(([, value]) => value)) as unknown;
  if (how === 'first') return { branch: winner?.[0], value: winner?.[1] };
  return resolve(how, { ...place, locals: { ...place.locals, result: collected } });
}

/** With `rollbackOnFailure`, the completed steps of branches that lost the join are undone there. */
function lostUndone(step: ParallelStep, lanes: readonly LaneEnd[], at: number, place: Place): number {
  if (step.rollbackOnFailure !== true) return at;
  const lost = lanes.filter(({ ended }) => ended.how !== 'completed').map(({ name }) => name);
  const end = rollBack(place, at, (path) => lost.some((name) => isInside(name, path)));
  shielded(place, [at, end], 'the rollback of branches that lost');
  return end;
}

import type { ForEachStep } from '../../../../../src/core/definition/steps/for-each.ts';
import type { UntilStep } from '../../../../../src/core/definition/steps/until.ts';
import type { WhileStep } from '../../../../../src/core/definition/steps/while.ts';
import { lookedAt } from './calls.ts';
import { sideBySide, type LaneEnd } from './lanes.ts';
import { holds, resolve } from './values.ts';
import { ANY, cancelled, completed, failed, forget, fork, inTime, leaveOpen, ms, type Ended, type Place } from './world.ts';

export function forEach(step: ForEachStep, path: string, at: number, place: Place): Ended {
  const items = resolve(step.items, place);
  if (!Array.isArray(items)) return failed(at, { code: ANY, class: ANY, step: step.id, path });
  const elements = step.batchSize === undefined ? items : batches(items, step.batchSize);
  return step.parallel === true ? parallel(step, path, at, { place, elements }) : sequential(step, path, at, { place, elements });
}

interface Loop {
  readonly place: Place;
  readonly elements: readonly unknown[];
}

function sequential(step: ForEachStep, path: string, start: number, { place, elements }: Loop): Ended {
  const collected: unknown[] = [];
  let at = start;
  for (const [index, element] of elements.entries()) {
    const inner = inside(step, place, index, element);
    const ended = place.list(step.steps, `${path}[${index}]`, at, inner);
    if (ended.how !== 'completed' && !goesOn(step, ended)) return ended;
    at = ended.at;
    collected.push(elementOf(step, { index, ended, inner }));
    if (breaks(step, inner)) break;
  }
  return completed(at, collect(step, collected, place));
}

/** All iterations begin at once; the first that fails or breaks cancels those that have not ended. */
function parallel(step: ForEachStep, path: string, at: number, { place, elements }: Loop): Ended {
  if (elements.length === 0) return completed(at, collect(step, [], place));
  const indexOf = (name: string) => Number(name.slice(path.length + 1, -1));
  const innerOf = (name: string, own: Place) => inside(step, own, indexOf(name), elements[indexOf(name)]);
  const lanes = elements.map((_, index) => ({
    name: `${path}[${index}]`,
    run: (own: Place) => own.list(step.steps, `${path}[${index}]`, at, innerOf(`${path}[${index}]`, own)),
  }));
  // The names that the iteration left, without forgetting them.
  const seen = ({ name, place: own }: LaneEnd): Place => ({ ...own, locals: localsOf(step, own, indexOf(name), elements[indexOf(name)]) });
  const {
    lanes: ends,
    verdict,
    first,
    at: end,
  } = sideBySide(lanes, place, (soFar) => {
    const last = soFar.at(-1);
    if (last === undefined) return undefined;
    if (last.ended.how === 'returned' || (last.ended.how === 'failed' && !goesOn(step, last.ended))) return last.ended;
    return breaks(step, seen(last)) || soFar.length === elements.length ? { how: 'completed' } : undefined;
  });
  if (verdict === undefined) return { how: 'cancelled', at: end };
  if (verdict.how !== 'completed') return { ...verdict, at: end };
  const list = ends
    .filter(({ name }) => first.includes(name))
    // What is found open from here on is the loop's: the ledgers of its lanes have been joined.
    .map((lane) => elementOf(step, { index: indexOf(lane.name), ended: lane.ended, inner: { ...seen(lane), ledger: place.ledger } }));
  return completed(end, collect(step, list, place));
}

function goesOn({ onError }: ForEachStep, { how }: Ended): boolean {
  return how === 'failed' && onError === 'continue';
}

function breaks({ breakWhen }: { readonly breakWhen?: string | boolean }, inner: Place): boolean {
  return breakWhen !== undefined && holds(breakWhen, inner);
}

/** Names of an iteration, about to begin. */
function inside(step: ForEachStep, place: Place, index: number, element: unknown): Place {
  forget(place, step.steps);
  return { ...place, body: true, locals: localsOf(step, place, index, element) };
}

function localsOf({ as, indexAs, batchSize }: ForEachStep, place: Place, index: number, element: unknown): Place['locals'] {
  const name = as ?? (batchSize === undefined ? 'item' : 'items');
  return { ...place.locals, index, [indexAs ?? 'index']: index, [name]: element };
}

interface Iteration {
  readonly index: number;
  readonly ended: Ended;
  readonly inner: Place;
}

/** What an iteration puts into the list; in the place of one that failed, its error. */
function elementOf({ collect: how }: ForEachStep, { index, ended, inner }: Iteration): unknown {
  if (ended.how === 'failed') {
    lookedAt(ended.fault, inner);
    return { index, error: ended.fault };
  }
  if (typeof how === 'string' && how.startsWith('${')) return resolve(how, inner);
  if (typeof how !== 'object') return ended.value;
  // Worked out when all iterations have ended, with what this one left.
  const left = fork(inner, inner.lane, inner.cuts);
  return (acc: unknown) => resolve(how.fold, { ...left, locals: { ...left.locals, acc } });
}

function collect({ collect: how = 'all' }: ForEachStep, list: readonly unknown[], place: Place): unknown {
  if (how === 'none') return null;
  if (how === 'errors') return list.filter((element) => typeof element === 'object' && element !== null && 'error' in element);
  if (typeof how === 'string') return list;
  return list.reduce(
    (acc, fold) => {
      if (typeof fold === 'function') return fold(acc) as unknown;
      leaveOpen(place, 'a fold over an iteration that failed');
      return acc;
    },
    resolve(how.from, place),
  );
}

function batches(items: readonly unknown[], size: number): readonly (readonly unknown[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}

/** `while` tests before, `until` after an iteration. */
export function repeat(step: WhileStep | UntilStep, path: string, start: number, place: Place): Ended {
  const most = step.maxIterations ?? 10_000;
  const inner = (index: number): Place => ({
    ...place,
    body: true,
    locals: { ...place.locals, index, ...(step.indexAs === undefined ? {} : { [step.indexAs]: index }) },
  });
  forget(place, step.steps);
  if (step.type === 'while' && !holds(step.condition, inner(0))) return completed(start, null);
  for (let index = 0, at = start; ; index += 1) {
    forget(place, step.steps);
    const ended = place.list(step.steps, `${path}[${index}]`, at, inner(index));
    if (ended.how !== 'completed' || breaks(step, inner(index))) return ended;
    const again = step.type === 'while' ? holds(step.condition, inner(index + 1)) : !holds(step.condition, inner(index));
    if (!again) return ended;
    if (index + 1 >= most) return failed(ended.at, { code: 'IterationLimit', class: ANY, step: step.id, path });
    at = ended.at;
    if (step.delay === undefined) continue;
    at = place.gate(at + ms(step.delay, 0));
    if (!inTime(place, at)) return cancelled(place);
  }
}

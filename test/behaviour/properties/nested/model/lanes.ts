import { cutOf, fork, join, leaveOpen, shielded, type Ended, type Place } from './world.ts';

/** A branch or a parallel iteration. */
export interface Lane {
  readonly name: string;
  run(place: Place): Ended;
}

export interface LaneEnd {
  readonly name: string;
  readonly ended: Ended;
  readonly place: Place;
}

/** What is decided once some lanes have ended; if it is `completed`, the value is worked out when the others have been cancelled. */
export type Verdict = Omit<Ended, 'at'>;

export interface Outcome {
  readonly lanes: readonly LaneEnd[];
  /** Absent when the whole was cancelled before anything was decided. */
  readonly verdict?: Verdict;
  /** Names of the lanes that had ended when it was decided, in order of their end. */
  readonly first: readonly string[];
  readonly at: number;
}

/**
 * Runs lanes side by side until `decide`, asked each time one has ended, gives a verdict; cancels the others then and waits for
 * them. Lanes know nothing of each other, so each is played to its end first, and once more with the moment of the verdict known.
 */
export function sideBySide(lanes: readonly Lane[], place: Place, decide: (ended: readonly LaneEnd[]) => Verdict | undefined): Outcome {
  const play = (lane: Lane, cuts: readonly number[]): LaneEnd => {
    const own = fork(place, lane.name, cuts);
    return { name: lane.name, ended: lane.run(own), place: own };
  };
  const free = lanes.map((lane) => play(lane, place.cuts));
  const order = free.filter(({ ended }) => ended.how !== 'cancelled').toSorted((a, b) => a.ended.at - b.ended.at);
  const decisive = order.findIndex((_, i) => decide(order.slice(0, i + 1)) !== undefined);
  const first = order.slice(0, decisive + 1);
  const verdict = decide(first);
  const at = first.at(-1)?.ended.at ?? cutOf(place);
  const played =
    verdict === undefined ? free : lanes.map((lane) => first.find(({ name }) => name === lane.name) ?? play(lane, [...place.cuts, at]));
  for (const lane of played) join(place.ledger, lane.place.ledger);
  const end = Math.max(...(verdict === undefined ? [] : [at]), ...played.map(({ ended }) => ended.at));
  if (verdict === undefined) return { lanes: played, first: [], at: end };
  // Nobody can tell which of two things that end at one moment is the first, unless both are waited for.
  if (order.some(({ name, ended }) => ended.at === at && name !== first.at(-1)?.name) && !allDone(free, at))
    leaveOpen(place, `two lanes end at ${at}`);
  shielded(place, [at, end], 'the cancellation of other branches');
  return { lanes: played, verdict, first: first.map(({ name }) => name), at: end };
}

function allDone(lanes: readonly LaneEnd[], at: number): boolean {
  return lanes.every(({ ended }) => ended.how === 'completed' && ended.at <= at);
}

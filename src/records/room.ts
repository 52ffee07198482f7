import type { PlaceRequest, Standing } from '../core/run/place.ts';

/** A run that has a place, or waits for one. */
export interface Guest {
  readonly runId: string;
  /** Runs at once, as its definition says. */
  readonly limit: number;
  /** The run that it was cancelled for: it gets no place any more. */
  readonly replacedBy?: string;
}

/** The runs of one concurrency key, in the order in which they came. */
export interface Room {
  readonly holders: readonly Guest[];
  readonly queue: readonly Guest[];
}

export const EMPTY: Room = { holders: [], queue: [] };

/** A run asks, maybe again: what it is told, and the room from then on. */
export function enter(room: Room, { runId, limit, onLimit }: PlaceRequest): { readonly room: Room; readonly standing: Standing } {
  const known = [...room.holders, ...room.queue].some((guest) => guest.runId === runId);
  const seated = seat(known ? room : { ...room, queue: [...room.queue, { runId, limit }] });
  if (isHolder(seated, runId)) return { room: seated, standing: 'held' };
  if (onLimit === 'skip') return { room: without(seated, [runId]), standing: 'skipped' };
  return { room: onLimit === 'replace' && !known ? replaceOldest(seated, runId) : seated, standing: 'queued' };
}

/** Runs have left, or are gone; those that wait move up. */
export function without({ holders, queue }: Room, runIds: readonly string[]): Room {
  const stays = ({ runId }: Guest) => !runIds.includes(runId);
  return seat({ holders: holders.filter(stays), queue: queue.filter(stays) });
}

export function isHolder({ holders }: Room, runId: string): boolean {
  return holders.some((guest) => guest.runId === runId);
}

/** Those of one room that have a place and had none in the other. */
export function newHolders(now: Room, before: Room): readonly string[] {
  return now.holders.flatMap(({ runId }) => (isHolder(before, runId) ? [] : runId));
}

/** Gives free places to those who wait, the first first. */
function seat({ holders, queue }: Room): Room {
  const next = queue.find(({ replacedBy }) => replacedBy === undefined);
  if (next === undefined || holders.length >= next.limit) return { holders, queue };
  return seat({ holders: [...holders, next], queue: queue.filter((guest) => guest !== next) });
}

/** The newest run is to go on at once: of those before it the oldest make room. */
function replaceOldest({ holders, queue }: Room, runId: string): Room {
  const staying = [...holders, ...queue].filter(({ replacedBy }) => replacedBy === undefined);
  const limit = staying.find((guest) => guest.runId === runId)?.limit ?? 1;
  const going = new Set(staying.slice(0, Math.max(0, staying.length - limit)));
  const mark = (guest: Guest): Guest => (going.has(guest) ? { ...guest, replacedBy: runId } : guest);
  return { holders: holders.map(mark), queue: queue.map(mark) };
}

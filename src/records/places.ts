import { createHash } from 'node:crypto';

import type { PlaceRequest, Standing } from '../core/run/place.ts';
import { ABSENT, type Collection, type CollectionSpec, type Store, type Stored } from '../storage/store.ts';
import { EMPTY, enter, newHolders, without, type Room } from './room.ts';

const PLACES: CollectionSpec = { name: 'places' };

/** The runs themselves, as far as they must be told or asked. */
export interface RunsInPlaces {
  isOpen(runId: string): Promise<boolean>;
  /** Tells a run that it has a place now; false: it has ended. */
  call(runId: string): Promise<boolean>;
  /** Asks a run to cancel, unless it has ended. */
  cancel(runId: string, reason: string): Promise<void>;
}

/** For people: what it is kept under is a hash, since keys of the user's may be long. */
interface Kept extends Room {
  readonly definition: string;
  readonly key: string;
}

type Address = Pick<PlaceRequest, 'definition' | 'key'>;

/**
 * Places of runs by concurrency key, shared by all who have the same store. Each method may be called again with the same
 * request: nothing is given twice.
 */
export class Places {
  readonly #kept: Collection<Kept>;
  readonly #runs: RunsInPlaces;
  /** Runs of two namespaces have nothing to do with each other. */
  readonly #namespace: string;

  constructor(store: Store, { runs, namespace }: { readonly runs: RunsInPlaces; readonly namespace: string }) {
    this.#kept = store.collection<Kept>(PLACES);
    this.#runs = runs;
    this.#namespace = namespace;
  }

  /** Takes a place, or a place in the queue; where there is none left, holders that are gone lose theirs. */
  async enter(request: PlaceRequest): Promise<Standing> {
    const seen = new Map<string, boolean>();
    for (;;) {
      const found = await this.#find(request);
      const before = found?.value ?? EMPTY;
      let next = enter(before, request);
      if (next.standing !== 'held') next = enter(without(before, await this.#gone(before, seen)), request);
      if (!(await this.#write(request, next.room, found))) continue;
      await this.#cancelReplaced(next.room, request);
      await this.#callNew(request, { now: next.room, before, except: request.runId });
      return next.standing;
    }
  }

  /** Gives a place back, or the place in the queue; the next ones are called. */
  async leave({ runId, ...address }: Address & { readonly runId: string }): Promise<void> {
    for (;;) {
      const found = await this.#find(address);
      if (found === undefined) return;
      const room = without(found.value, [runId]);
      if (!(await this.#write(address, room, found))) continue;
      await this.#callNew(address, { now: room, before: found.value });
      return;
    }
  }

  async #gone({ holders }: Room, seen: Map<string, boolean>): Promise<readonly string[]> {
    for (const { runId } of holders) if (!seen.has(runId)) seen.set(runId, await this.#runs.isOpen(runId));
    return holders.flatMap(({ runId }) => (seen.get(runId) === false ? runId : []));
  }

  /** Also when it was asked before: whoever did may have died in between. */
  async #cancelReplaced({ holders, queue }: Room, { runId, key }: PlaceRequest): Promise<void> {
    const going = [...holders, ...queue].filter(({ replacedBy }) => replacedBy === runId);
    for (const guest of going) await this.#runs.cancel(guest.runId, `replaced by run ${runId} (concurrency key "${key}")`);
  }

  async #callNew(
    { definition, key }: Address,
    { now, before, except }: { readonly now: Room; readonly before: Room; readonly except?: string },
  ): Promise<void> {
    for (const runId of newHolders(now, before)) {
      if (runId !== except && !(await this.#runs.call(runId))) await this.leave({ definition, key, runId });
    }
  }

  #find(address: Address): Promise<Stored<Kept> | undefined> {
    return this.#kept.get(this.#idOf(address));
  }

  /** False: somebody was quicker. */
  async #write({ definition, key }: Address, { holders, queue }: Room, found: Stored<Kept> | undefined): Promise<boolean> {
    const id = this.#idOf({ definition, key });
    const expected = found?.revision ?? ABSENT;
    if (holders.length + queue.length === 0) return found === undefined || this.#kept.delete(id, { expected });
    return (await this.#kept.put(id, { definition, key, holders, queue }, { expected })) !== undefined;
  }

  #idOf({ definition, key }: Address): string {
    return createHash('sha256')
      .update(JSON.stringify([this.#namespace, definition, key]))
      .digest('hex');
  }
}

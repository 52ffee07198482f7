import { createHash } from 'node:crypto';

import { frozenConditionHolds } from '../core/expression/frozen-condition.ts';
import type { CacheSpec } from '../core/run/cache-spec.ts';
import { canonicalJson } from '../core/run/canonical-json.ts';
import { ABSENT, type Collection, type CollectionSpec, type Store, type Stored } from '../storage/store.ts';
import { countLookup } from './cache-figures.ts';
import type { Outage } from './outage.ts';

const RESULTS: CollectionSpec = { name: 'cache', indexes: ['definition', 'action'] };
/** Milliseconds. Whoever makes a result renews its lease three times within one. */
const LEASE = 10_000;
const FIRST_LOOK = 20;
const LATER_LOOKS = 250;
/** What is kept has times of its own, which decide; the store only has to outlast them. */
const SPARE = 3_600_000;
/** Characters of JSON. */
export const LARGEST_CACHED = 1024 * 1024;

/** A result, or word that somebody is making it. */
interface Entry {
  readonly definition: string;
  /** `target.action` */
  readonly action: string;
  readonly scope: CacheSpec['scope'];
  /** Run id and path of the call that makes or made it. */
  readonly by: string;
  /** Until when it holds, ms since the epoch. */
  readonly until: number;
  /** Absent: it is being made. */
  readonly result?: { readonly data: unknown };
}

/** A call whose result may be there already. */
export interface CachedCall {
  readonly spec: CacheSpec;
  readonly target: string;
  readonly action: string;
  readonly params: unknown;
  readonly runId: string;
  readonly path: string;
  readonly stepId: string;
}

/** Where the call is made. */
export interface CacheHost {
  make(): Promise<unknown>;
  /** `cache.when` can't be judged: the result is not kept, and the call is none the worse. */
  unjudged?(error: unknown): void;
  /** Waits so many milliseconds for somebody who makes the same. */
  wait(ms: number): Promise<void>;
  /** Does something every so many milliseconds; gives the way to end that. Absent: nobody here dies while at work. */
  every?(ms: number, act: () => Promise<void>): () => Promise<void>;
}

export interface CacheAnswer {
  readonly data: unknown;
  /** Another call made it. */
  readonly cached: boolean;
}

/**
 * Results of calls, shared by all who have the same store. Of equal calls at one time one is made, the others wait for it; when
 * its maker dies another one makes it after the lease, 10 s. Failures are not kept. When the store is away every call is made.
 */
export class Cache {
  readonly #store: Store;
  readonly #results: Collection<Entry>;
  readonly #outage: Outage;
  readonly #now: () => number;

  constructor(store: Store, { outage, now = Date.now }: { readonly outage: Outage; readonly now?: () => number }) {
    this.#store = store;
    this.#results = store.collection<Entry>(RESULTS);
    this.#outage = outage;
    this.#now = now;
  }

  /** The result of a call: the one that is kept, else the one that `host` makes. */
  async through(call: CachedCall, host: CacheHost): Promise<CacheAnswer> {
    const key = keyOf(call);
    for (let pause = FIRST_LOOK; ; pause = Math.min(2 * pause, LATER_LOOKS)) {
      const found = await this.#outage.ask(() => this.#lookUp(key, call, host));
      if (found === undefined) return { data: await host.make(), cached: false };
      const { answer } = found;
      if (answer.is === 'kept') return this.#counted(call, answer);
      if (answer.is === 'leased') return this.#made(new Lease(this.#results, key, answer.lease), call, host);
      await host.wait(pause);
    }
  }

  async #lookUp(key: string, call: CachedCall, host: CacheHost): Promise<Found> {
    const found = await this.#results.get(key);
    const me = callerOf(call);
    if (found !== undefined && found.value.until > this.#now()) {
      const { result, by } = found.value;
      // A worker died before it could tell: this is the call's own result.
      if (result !== undefined) return { is: 'kept', data: result.data, cached: by !== me };
      if (by !== me) return { is: 'busy' };
    }
    const entry = { ...factsOf(call), by: me, until: this.#now() + (host.every === undefined ? SPARE : LEASE) };
    const lease = await this.#results.put(key, entry, { expected: found?.revision ?? ABSENT, ttl: LEASE + SPARE });
    return lease === undefined ? { is: 'busy' } : { is: 'leased', lease };
  }

  async #counted({ spec, target, action }: CachedCall, { data, cached }: CacheAnswer): Promise<CacheAnswer> {
    if (cached)
      await this.#outage.ask(() => countLookup(this.#store, { definition: spec.definition, action: `${target}.${action}` }, 'hits'));
    return { data, cached };
  }

  async #made(lease: Lease, call: CachedCall, host: CacheHost): Promise<CacheAnswer> {
    const { spec, target, action } = call;
    const stop = host.every?.(LEASE / 3, async () => void (await this.#outage.ask(() => lease.renew(this.#now() + LEASE))));
    let entry: Entry | undefined;
    try {
      const data = await host.make();
      if (isSmall(data) && isWorthKeeping(call, data, host))
        entry = { ...factsOf(call), by: callerOf(call), until: this.#now() + spec.ttl, result: { data } };
      return { data, cached: false };
    } finally {
      await stop?.();
      await this.#outage.ask(() => lease.end(entry, spec.ttl + SPARE));
      await this.#outage.ask(() => countLookup(this.#store, { definition: spec.definition, action: `${target}.${action}` }, 'misses'));
    }
  }
}

type Found = ({ readonly is: 'kept' } & CacheAnswer) | { readonly is: 'leased'; readonly lease: Stored<Entry> } | { readonly is: 'busy' };

/** The right to make a result; lost when it was not renewed in time, and then nothing is written any more. */
class Lease {
  readonly #results: Collection<Entry>;
  readonly #key: string;
  #held: Stored<Entry> | undefined;

  constructor(results: Collection<Entry>, key: string, held: Stored<Entry>) {
    this.#results = results;
    this.#key = key;
    this.#held = held;
  }

  async renew(until: number): Promise<void> {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = await this.#results.put(this.#key, { ...held.value, until }, { expected: held.revision, ttl: LEASE + SPARE });
  }

  async end(entry: Entry | undefined, ttl: number): Promise<void> {
    if (this.#held === undefined) return;
    const expected = this.#held.revision;
    if (entry === undefined) await this.#results.delete(this.#key, { expected });
    else await this.#results.put(this.#key, entry, { expected, ttl });
  }
}

/** Takes out what was kept; gives how many. What is being made meanwhile is not kept either. */
export async function clearCache(store: Store, where: { readonly definition?: string; readonly action?: string } = {}): Promise<number> {
  const results = store.collection<Entry>(RESULTS);
  for (let cleared = 0; ;) {
    const { documents } = await results.list({ where, limit: 1_000 });
    if (documents.length === 0) return cleared;
    for (const { key } of documents) await results.delete(key);
    cleared += documents.length;
  }
}

function factsOf({ spec: { definition, scope }, target, action }: CachedCall): Pick<Entry, 'definition' | 'action' | 'scope'> {
  return { definition, action: `${target}.${action}`, scope };
}

function callerOf({ runId, path }: CachedCall): string {
  return `${runId}/${path}`;
}

/** A hash always: params and keys may hold what must not lie in a store. */
function keyOf({ spec, target, action, params, runId }: CachedCall): string {
  const owner = { run: runId, definition: spec.definition, global: null }[spec.scope];
  const what = 'key' in spec ? { key: spec.key } : { params };
  return createHash('sha256')
    .update(canonicalJson({ scope: spec.scope, owner, action: `${target}.${action}`, ...what }))
    .digest('hex');
}

function isWorthKeeping({ spec: { when }, stepId }: CachedCall, data: unknown, host: CacheHost): boolean {
  if (when === undefined) return true;
  try {
    return frozenConditionHolds(when, { result: data, [stepId]: data });
  } catch (error) {
    host.unjudged?.(error);
    return false;
  }
}

function isSmall(data: unknown): boolean {
  return JSON.stringify(data).length <= LARGEST_CACHED;
}

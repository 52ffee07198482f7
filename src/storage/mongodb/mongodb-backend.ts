import type { Collection, Db } from 'mongodb';

import type { Backend, Condition, Query, RawDocument, RawRow, RawWrite } from '../backend.ts';
import { ABSENT, type Counter } from '../store.ts';
import { connect, type Connection } from './connection.ts';
import { isDuplicate, retried } from './duplicates.ts';
import { bytes, type CounterDocument, isOver, type KeptDocument, live, matching, placed, text } from './documents.ts';

const COLLECTIONS = 'stepwright.';

export async function openMongodb(url: string): Promise<Backend> {
  return new MongodbBackend(await connect(url));
}

/** Each write is one update of one document, with what it is found by in it: nothing here needs transactions or a replica set. */
class MongodbBackend implements Backend {
  readonly name = 'mongodb';
  readonly #connection: Connection;
  readonly #db: Db;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#db = connection.db;
  }

  async get(collection: string, key: string, now: number): Promise<RawDocument | undefined> {
    const found = await this.#documents(collection).findOne({ _id: bytes(key), ...live(now) });
    return found === null ? undefined : rawDocument(found);
  }

  async put(collection: string, document: RawWrite, { expected, now }: Condition): Promise<boolean> {
    const documents = this.#documents(collection);
    const { _id, ...kept } = keptDocument(document);
    if (expected === undefined) {
      // Two that both want to insert: one is told that there is a document, and replaces it.
      await retried(() => documents.replaceOne({ _id }, kept, { upsert: true }));
      return true;
    }
    if (expected !== ABSENT) return (await documents.replaceOne({ _id, revision: expected, ...live(now) }, kept)).matchedCount === 1;
    try {
      await documents.insertOne({ _id, ...kept });
      return true;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      return (await documents.replaceOne({ _id, ...isOver(now) }, kept)).matchedCount === 1;
    }
  }

  async delete(collection: string, key: string, { expected, now }: Condition): Promise<boolean> {
    const revision = expected === undefined ? {} : { revision: expected };
    const { deletedCount } = await this.#documents(collection).deleteOne({ _id: bytes(key), ...revision, ...live(now) });
    return deletedCount === 1;
  }

  async list(collection: string, query: Query): Promise<readonly RawRow[]> {
    const { orderBy, descending, limit } = query;
    const direction = descending ? -1 : 1;
    const found = await this.#documents(collection)
      .find({ $and: [matching(query), ...placed(query)] })
      .sort(orderBy === undefined ? { _id: direction } : { [`order.${orderBy}`]: direction, _id: direction })
      .limit(limit)
      .toArray();
    return found.map((document) => ({ ...rawDocument(document), value: orderBy === undefined ? '' : text(document.order[orderBy] ?? '') }));
  }

  count(collection: string, query: Pick<Query, 'where' | 'now'>): Promise<number> {
    return this.#documents(collection).countDocuments(matching(query));
  }

  async increment(name: string, { by, expires, now }: { by: number; expires?: number | undefined; now: number }): Promise<number> {
    const expiry = expires === undefined ? {} : { expires: new Date(expires) };
    const _id = bytes(name);
    const value = this.#connection.long(by);
    // What was there before: mongo-java-server may give what is there after in the state of a later addition.
    const options = { returnDocument: 'before' as const };
    return retried(async () => {
      const over = await this.#counters().findOneAndReplace({ _id, ...isOver(now) }, { value, ...expiry }, options);
      if (over !== null) return by;
      const update = { $inc: { value }, $setOnInsert: expiry };
      const before = await this.#counters().findOneAndUpdate({ _id, ...live(now) }, update, { ...options, upsert: true });
      return Number(before?.value ?? 0) + by;
    });
  }

  async counters({ after, limit, now }: { after: string; limit: number; now: number }): Promise<readonly Counter[]> {
    const found = await this.#counters()
      .find({ _id: { $gt: bytes(after) }, ...live(now) })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray();
    return found.map(({ _id, value, expires }) => ({
      name: text(_id),
      value: Number(value),
      ...(expires === undefined ? {} : { expires: expires.getTime() }),
    }));
  }

  async prepare(collection: string, indexes: readonly string[]): Promise<void> {
    await this.#documents(collection).createIndexes([
      { key: { expires: 1 }, sparse: true },
      { key: { found: 1, _id: 1 } },
      ...indexes.map((field) => ({ key: { [`order.${field}`]: 1, _id: 1 }, sparse: true })),
    ]);
  }

  async purge(now: number): Promise<void> {
    const collections = await this.#db.listCollections({}, { nameOnly: true }).toArray();
    const ours = collections.filter(({ name }) => name.startsWith(COLLECTIONS));
    for (const { name } of ours) await this.#db.collection<KeptDocument>(name).deleteMany(isOver(now));
    await this.#counters().deleteMany(isOver(now));
  }

  version(): Promise<{ version: string; schema: number }> {
    return this.#connection.version();
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  isAway(error: unknown): boolean {
    return this.#connection.isAway(error);
  }

  #documents(collection: string): Collection<KeptDocument> {
    return this.#db.collection(`${COLLECTIONS}${collection}`);
  }

  #counters(): Collection<CounterDocument> {
    return this.#db.collection('stepwright_counters');
  }
}

function keptDocument({ key, json, revision, expires, entries }: RawWrite): KeptDocument {
  const ordered = entries.filter((entry) => entry.ordered).map(({ field, value }) => [field, bytes(value)] as const);
  return {
    _id: bytes(key),
    json,
    revision,
    ...(expires === undefined ? {} : { expires: new Date(expires) }),
    found: entries.map(({ field, value }) => `${field}=${bytes(value)}`),
    order: Object.fromEntries(ordered),
  };
}

function rawDocument({ _id, json, revision, expires }: KeptDocument): RawDocument {
  return { key: text(_id), json, revision, ...(expires === undefined ? {} : { expires: expires.getTime() }) };
}

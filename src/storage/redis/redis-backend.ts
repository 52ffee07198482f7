import type { Backend, Condition, Query, RawDocument, RawRow, RawWrite } from '../backend.ts';
import type { Counter } from '../store.ts';
import { type Connection, connect } from './connection.ts';
import { setOfKeys, setOfOrder, setOfValues } from './keys.ts';
import { COUNT, COUNTERS, DELETE, GET, INCREMENT, LIST, PURGE, PUT } from './scripts.ts';

/** Members that one script looks at before it lets others in. */
const MOST_LOOKED_AT = 1_000;
const PURGED_AT_ONCE = 100;

export async function openRedis(url: string): Promise<Backend> {
  return new RedisBackend(await connect(url));
}

/** Each method is one script, which Redis runs as a whole; a list is some. */
class RedisBackend implements Backend {
  readonly name = 'redis';
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async get(collection: string, key: string, now: number): Promise<RawDocument | undefined> {
    const reply = await this.#run<readonly (string | null)[] | null>(GET, now, [collection, key]);
    return reply === null ? undefined : rawDocument(key, reply);
  }

  async put(collection: string, { key, json, revision, expires, entries }: RawWrite, { expected, now }: Condition): Promise<boolean> {
    const members = entries.flatMap(({ field, value, ordered }) => {
      const member = `${value}\0${key}`;
      return [[setOfValues(collection, field), member], ...(ordered ? [[setOfOrder(collection, field), member]] : [])];
    });
    const args = [collection, key, expected ?? '', json, revision, textOf(expires), JSON.stringify(members)];
    return (await this.#run<number>(PUT, now, args)) === 1;
  }

  async delete(collection: string, key: string, { expected, now }: Condition): Promise<boolean> {
    return (await this.#run<number>(DELETE, now, [collection, key, expected ?? ''])) === 1;
  }

  async list(collection: string, query: Query): Promise<readonly RawRow[]> {
    const scan = scanOf(collection, query);
    const rows: RawRow[] = [];
    let range = scan.range;
    for (;;) {
      const args = [collection, scan.set, scan.valued ? '1' : '0', ...range, query.descending ? '1' : '0'];
      const most = [String(MOST_LOOKED_AT), String(query.limit - rows.length)];
      const [last = '', ...found] = await this.#run<readonly string[]>(LIST, query.now, [...args, ...most, ...scan.conditions]);
      for (let at = 0; at < found.length; at += 4) rows.push(rowOf(found.slice(at, at + 4), query));
      if (last === '') return rows;
      range = query.descending ? [range[0], `(${last}`] : [`(${last}`, range[1]];
    }
  }

  count(collection: string, { where, now }: Pick<Query, 'where' | 'now'>): Promise<number> {
    return this.#run(COUNT, now, [collection, ...conditionsOf(collection, where)]);
  }

  increment(name: string, { by, expires, now }: { by: number; expires?: number | undefined; now: number }): Promise<number> {
    return this.#run(INCREMENT, now, [name, String(by), textOf(expires)]);
  }

  async counters({ after, limit, now }: { after: string; limit: number; now: number }): Promise<readonly Counter[]> {
    const reply = await this.#run<readonly string[]>(COUNTERS, now, [after, String(limit)]);
    return Array.from({ length: reply.length / 3 }, (_, index) => {
      const [name = '', value, expires = ''] = reply.slice(index * 3);
      return { name, value: Number(value), ...(expires === '' ? {} : { expires: Number(expires) }) };
    });
  }

  async purge(now: number): Promise<void> {
    await this.#run(PURGE, now, [String(PURGED_AT_ONCE)]);
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

  #run<T>(script: string, now: number, args: readonly string[]): Promise<T> {
    return this.#connection.run<T>(script, [String(now), ...args]);
  }
}

interface Scan {
  readonly set: string;
  /** Members are VALUE NUL KEY. */
  readonly valued: boolean;
  /** Least and greatest member, as ZRANGEBYLEX takes them. */
  readonly range: readonly [string, string];
  readonly conditions: readonly string[];
}

/** Which sorted set leads: that of the order; by key the one of the first condition, in which keys are in order too; else that of keys. */
function scanOf(collection: string, { where, orderBy, from, to, after, descending }: Query): Scan {
  const [first, ...others] = where;
  const bounds = (prefix: string, end: string, place: string | undefined): readonly [string, string] => {
    const least = from === undefined ? (prefix === '' ? '-' : `[${prefix}`) : `[${prefix}${from}`;
    const greatest = to === undefined ? end : `(${prefix}${to}`;
    if (place === undefined) return [least, greatest];
    return descending ? [least, `(${place}`] : [`(${place}`, greatest];
  };
  if (orderBy !== undefined) {
    const place = after === undefined ? undefined : `${after.value}\0${after.key}`;
    return {
      set: setOfOrder(collection, orderBy),
      valued: true,
      range: bounds('', '+', place),
      conditions: conditionsOf(collection, where),
    };
  }
  if (first === undefined) return { set: setOfKeys(collection), valued: false, range: bounds('', '+', after?.key), conditions: [] };
  const prefix = `${first.value}\0`;
  const place = after === undefined ? undefined : `${prefix}${after.key}`;
  const range = bounds(prefix, `(${first.value}\u0001`, place);
  return { set: setOfValues(collection, first.field), valued: true, range, conditions: conditionsOf(collection, others) };
}

function conditionsOf(collection: string, where: Query['where']): readonly string[] {
  return where.flatMap(({ field, value }) => [setOfValues(collection, field), value]);
}

function rowOf([member = '', ...document]: readonly string[], { orderBy, where }: Query): RawRow {
  const valued = orderBy !== undefined || where.length > 0;
  const end = valued ? member.indexOf('\0') : -1;
  return { ...rawDocument(member.slice(end + 1), document), value: orderBy === undefined ? '' : member.slice(0, end) };
}

function rawDocument(key: string, [json, revision, expires]: readonly (string | null)[]): RawDocument {
  return { key, json: json ?? '', revision: revision ?? '', ...(expires === null || expires === '' ? {} : { expires: Number(expires) }) };
}

function textOf(expires: number | undefined): string {
  return expires === undefined ? '' : String(expires);
}

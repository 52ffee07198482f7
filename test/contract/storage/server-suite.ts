import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { openStore } from '../../../src/storage/open-store.ts';
import type { TestServer } from '../../helpers/servers/server-process.ts';
import { newName } from './subject.ts';
import { storeContract } from './suite.ts';

/** A server as tests get it. */
export interface ServerKind {
  readonly name: string;
  /** Undefined: it is not on this machine. */
  find(): string | undefined;
  start(): Promise<TestServer>;
  /** It has after a crash what it had before. */
  readonly keeps: boolean;
}

/** The contract against a server that is started for it, and what happens when the server goes and comes back. */
export function serverContract(kind: ServerKind): void {
  if (kind.find() === undefined) return missing(kind.name);
  let server: TestServer;
  beforeAll(async () => {
    server = await kind.start();
  }, 60_000);
  afterAll(() => server.stop());
  storeContract(kind.name, { url: () => server.url });
  describe(`a ${kind.name} server that goes`, () => {
    awayContract(kind);
  });
}

/** In CI nothing is left out silently; elsewhere the reason is the test's name. */
function missing(name: string): void {
  const inCi = process.env['CI'] === 'true' || process.env['CI'] === '1';
  it.skipIf(!inCi)(`needs ${name}, which is not on this machine: npm run setup installs it where it can`, () => {
    expect.unreachable(`${name} is missing`);
  });
}

function awayContract(kind: ServerKind): void {
  it('is reported as away, without its password, and used again when it is back', async () => {
    const server = await kind.start();
    onTestFinished(() => server.stop());
    const store = await openStore(server.url);
    const documents = store.collection<{ readonly n: number }>({ name: newName(), indexes: ['n'] });
    await documents.put('before', { n: 1 });
    await store.increment('before');
    await server.kill();
    const away = { code: 'StoreUnavailable', class: 'transient', message: expect.stringContaining('127.0.0.1') as string };
    const calls = [
      () => documents.get('before'),
      () => documents.put('during', { n: 2 }),
      () => documents.delete('before'),
      () => documents.list(),
      () => documents.count(),
      () => store.increment('during'),
      () => store.health(),
      () => openStore(server.url),
    ];
    for (const call of calls) {
      const error: unknown = await call().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject(away);
      expect((error as Error).message).not.toContain('secret');
    }
    await server.start();
    await expect
      .poll(
        () =>
          store.health().then(
            () => 'back',
            () => 'away',
          ),
        { timeout: 20_000 },
      )
      .toBe('back');
    expect(await documents.put('after', { n: 3 })).toBeDefined();
    expect((await documents.list({ orderBy: 'n' })).documents.map(({ key }) => key)).toEqual(kind.keeps ? ['before', 'after'] : ['after']);
    expect(await store.increment('before')).toBe(kind.keeps ? 2 : 1);
    await store.close();
  }, 90_000);

  it('during writes loses none that was acknowledged', async () => {
    const server = await kind.start();
    onTestFinished(() => server.stop());
    const store = await openStore(server.url);
    const documents = store.collection<{ readonly n: number }>({ name: newName(), indexes: ['n'] });
    const acknowledged: number[] = [];
    let failures = 0;
    let writing = true;
    const writer = (async () => {
      for (let n = 0; writing; n += 1) {
        try {
          await documents.put(`k${n}`, { n });
          acknowledged.push(n);
        } catch (error) {
          failures += 1;
          expect(error).toMatchObject({ code: 'StoreUnavailable' });
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }
    })();
    await expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(100);
    await server.kill();
    await expect.poll(() => failures).toBeGreaterThan(0);
    const before = acknowledged.length;
    await server.start();
    await expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(before + 50);
    writing = false;
    await writer;
    const expected = kind.keeps ? acknowledged : acknowledged.slice(before);
    const kept = new Set<number>();
    let cursor: string | undefined;
    do {
      const page: Awaited<ReturnType<typeof documents.list>> = await documents.list({
        orderBy: 'n',
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const { value } of page.documents) kept.add(value.n);
      cursor = page.next;
    } while (cursor !== undefined);
    expect(expected.filter((n) => !kept.has(n))).toEqual([]);
    await store.close();
  }, 90_000);

  it('and does not come: opening says so within seconds', async () => {
    const started = performance.now();
    await expect(openStore(unreachable(kind))).rejects.toMatchObject({
      code: 'StoreUnavailable',
      class: 'transient',
      message: expect.not.stringContaining('hidden') as string,
    });
    expect(performance.now() - started).toBeLessThan(15_000);
  }, 30_000);
}

/** Nobody listens on port 1. */
function unreachable({ name }: ServerKind): string {
  return `${name}://user:hidden@127.0.0.1:1/1`;
}

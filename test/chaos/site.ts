import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { freePort } from '../../src/devserver/free-port.ts';
import { startDevServer, type DevServer } from '../../src/devserver/start-dev-server.ts';
import { stopProcess } from '../../src/devserver/stop-process.ts';
import { storeIn } from '../../src/storage/open-store.ts';
import { findPostgres, startPostgres } from '../helpers/servers/postgres.ts';
import { findRedis, startRedis } from '../helpers/servers/redis.ts';
import type { TestServer } from '../helpers/servers/server-process.ts';

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));
const KEEP = 4000;

/** What keeps the store. */
export type StoreKind = 'sqlite' | 'redis' | 'postgres';

export interface SiteOptions {
  readonly workers: number;
  readonly store: StoreKind;
  /** Is told what happens. */
  readonly say: (line: string) => void;
}

/** What was done to the site, and what ended by itself. */
export interface Damage {
  workersKilled: number;
  serverRestarts: number;
  storeRestarts: number;
  /** Workers that nobody had killed. */
  workersLost: number;
}

/** A dev server on disk, a store, and workers that are started again whenever one ends. All of it can be killed. */
export class Site {
  readonly folder = mkdtempSync(join(tmpdir(), 'stepwright-chaos-'));
  readonly taskQueue = 'chaos';
  readonly damage: Damage = { workersKilled: 0, serverRestarts: 0, storeRestarts: 0, workersLost: 0 };
  readonly #say: (line: string) => void;
  readonly #workers = new Map<ChildProcess, Promise<unknown>>();
  readonly #killed = new Set<ChildProcess>();
  #server: DevServer | undefined;
  #ports = { port: 0, uiPort: 0 };
  #store: TestServer | undefined;
  #closing = false;

  private constructor(say: (line: string) => void) {
    this.#say = say;
  }

  static async open({ workers, store, say }: SiteOptions): Promise<Site> {
    const site = new Site(say);
    mkdirSync(join(site.folder, 'effects'));
    site.#ports = { port: await freePort(), uiPort: await freePort() };
    [site.#server, site.#store] = await Promise.all([site.#startServer(), startStore(store)]);
    for (let i = 0; i < workers; i += 1) void site.#keepWorker();
    return site;
  }

  get address(): string {
    return `127.0.0.1:${this.#ports.port}`;
  }

  get dataDir(): string {
    return join(this.folder, 'data');
  }

  get store(): string {
    return this.#store?.url ?? storeIn(this.dataDir);
  }

  /** `kill -9`, also while it starts. */
  async killWorker(pick: (length: number) => number): Promise<void> {
    const child = [...this.#workers.keys()][pick(this.#workers.size)];
    if (child === undefined) return;
    this.#killed.add(child);
    this.damage.workersKilled += 1;
    child.kill('SIGKILL');
    await this.#workers.get(child);
  }

  async restartServer(downMs: number): Promise<void> {
    this.damage.serverRestarts += 1;
    if (this.#server !== undefined) await stopProcess(this.#server.identity, 'SIGKILL');
    await delay(downMs);
    this.#server = await this.#startServer();
  }

  async restartStore(downMs: number): Promise<void> {
    if (this.#store === undefined) return;
    this.damage.storeRestarts += 1;
    await this.#store.kill();
    await delay(downMs);
    await this.#store.start();
  }

  async close(): Promise<void> {
    this.#closing = true;
    for (const child of this.#workers.keys()) child.kill('SIGKILL');
    await Promise.all(this.#workers.values());
    if (this.#server !== undefined) await stopProcess(this.#server.identity, 'SIGKILL');
    await this.#store?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #startServer(): Promise<DevServer> {
    return startDevServer({ ...this.#ports, dbFilename: join(this.folder, 'temporal.db'), dataDir: this.folder });
  }

  /** One worker after the other, as a supervisor does it. */
  async #keepWorker(): Promise<void> {
    while (!this.#closing) {
      const child = spawn(process.execPath, ['--import', 'tsx', WORKER, this.address, this.taskQueue, this.folder, this.store], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let said = '';
      let ready = false;
      child.stdout.on('data', () => {
        ready = true;
      });
      child.stderr.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-KEEP);
      });
      const ended = once(child, 'exit');
      this.#workers.set(child, ended);
      await ended;
      this.#workers.delete(child);
      if (!this.#closing && !this.#killed.has(child)) await this.#lost(ready, said);
    }
  }

  async #lost(ready: boolean, said: string): Promise<void> {
    // One that finds no server or no store when it starts ends, and is started again.
    if (ready) {
      this.damage.workersLost += 1;
      this.#say(`a worker ended by itself:\n${said}`);
    }
    await delay(500);
  }
}

async function startStore(kind: StoreKind): Promise<TestServer | undefined> {
  if (kind === 'redis') return startRedis();
  return kind === 'postgres' ? startPostgres() : undefined;
}

/** The store server that is here. */
export function bestStore(): StoreKind {
  if (findRedis() !== undefined) return 'redis';
  return findPostgres() === undefined ? 'sqlite' : 'postgres';
}

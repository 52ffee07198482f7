import { randomUUID } from 'node:crypto';

import { setting, type Contestant, type Settings, type Work } from '../shared/contestants/contestant.ts';
import type { Entry } from '../shared/contestants/entrant.ts';
import { fetchJson } from '../shared/fetch-json.ts';
import { loadPeer } from './load-peer.ts';

/** What is used of `@dbos-inc/dbos-sdk`. */
interface DbosSdk {
  readonly DBOS: {
    setConfig(config: { readonly name: string; readonly systemDatabaseUrl: string; readonly logLevel: string }): void;
    registerWorkflow<A extends readonly unknown[], R>(
      work: (...args: A) => Promise<R>,
      config: { readonly name: string },
    ): (...args: A) => Promise<R>;
    runStep<T>(work: () => Promise<T>, config: { readonly name: string }): Promise<T>;
    launch(): Promise<void>;
    shutdown(): Promise<void>;
  };
}

export function dbos(databaseUrl: string): Entry {
  return { name: 'DBOS', module: new URL(import.meta.url), settings: { databaseUrl } };
}

/** A workflow as DBOS's documentation has it, each step a `DBOS.runStep`; it runs where it is called. */
export async function open(settings: Settings): Promise<Contestant> {
  const { DBOS } = await loadPeer<DbosSdk>('@dbos-inc/dbos-sdk');
  DBOS.setConfig({ name: 'bench', systemDatabaseUrl: setting(settings, 'databaseUrl'), logLevel: 'error' });
  const workflow = DBOS.registerWorkflow(
    async ({ shape, steps, url }: Work) => {
      const get = (i: number): Promise<unknown> => DBOS.runStep(() => fetchJson(url), { name: `get-${i}` });
      if (shape === 'parallel') return Promise.allSettled(Array.from({ length: steps }, (_, i) => get(i)));
      const results: unknown[] = [];
      for (let i = 0; i < steps; i += 1) results.push(await get(i));
      return results;
    },
    { name: 'steps' },
  );
  await DBOS.launch();
  return {
    async run(work) {
      await workflow(work);
      return randomUUID();
    },
    close: () => DBOS.shutdown(),
  };
}

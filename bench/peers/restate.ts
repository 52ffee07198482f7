import { randomUUID } from 'node:crypto';

import { setting, type Contestant, type Settings, type Work } from '../shared/contestants/contestant.ts';
import type { Entry } from '../shared/contestants/entrant.ts';
import { fetchJson } from '../shared/fetch-json.ts';
import { loadPeer } from './load-peer.ts';
import type { RestateServer } from './restate-server.ts';

interface Context {
  run<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** What is used of `@restatedev/restate-sdk`. */
interface RestateSdk {
  readonly service: (definition: {
    readonly name: string;
    readonly handlers: Readonly<Record<string, (context: Context, work: Work) => Promise<unknown>>>;
  }) => { readonly name: string };
  readonly endpoint: () => { bind(service: unknown): { listen(port: number): Promise<number> } };
  readonly RestatePromise: { all<T>(promises: readonly Promise<T>[]): Promise<readonly T[]> };
}

/** What is used of `@restatedev/restate-sdk-clients`. */
interface RestateClients {
  readonly connect: (options: { readonly url: string }) => {
    serviceClient(service: unknown): { steps(work: Work): Promise<unknown> };
  };
}

export function restate({ ingress, admin, pid }: RestateServer): Entry {
  return { name: 'Restate', module: new URL(import.meta.url), settings: { ingress, admin }, serverPid: pid };
}

/** A service as Restate's documentation has it, each step a `ctx.run`, and its client. */
export async function open(settings: Settings): Promise<Contestant> {
  lendWithResolvers();
  // It logs each invocation otherwise.
  process.env['RESTATE_LOGGING'] = 'ERROR';
  const { service, endpoint, RestatePromise } = await loadPeer<RestateSdk>('@restatedev/restate-sdk');
  const { connect } = await loadPeer<RestateClients>('@restatedev/restate-sdk-clients');
  const bench = service({
    name: 'bench',
    handlers: {
      async steps(context, { shape, steps, url }) {
        const get = (i: number): Promise<unknown> => context.run(`get-${i}`, () => fetchJson(url));
        if (shape === 'parallel') return RestatePromise.all(Array.from({ length: steps }, (_, i) => get(i)));
        const results: unknown[] = [];
        for (let i = 0; i < steps; i += 1) results.push(await get(i));
        return results;
      },
    },
  });
  const port = await endpoint().bind(bench).listen(0);
  await register(setting(settings, 'admin'), `http://127.0.0.1:${port}`);
  const client = connect({ url: setting(settings, 'ingress') }).serviceClient(bench);
  return {
    async run(work) {
      await client.steps(work);
      return randomUUID();
    },
    close: () => Promise.resolve(),
  };
}

/** Tells the server where the service is. */
async function register(admin: string, uri: string): Promise<void> {
  const response = await fetch(`${admin}/deployments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uri }),
  });
  if (!response.ok) throw new Error(`Restate took no deployment: ${response.status} ${await response.text()}`);
}

/** The SDK counts on `Promise.withResolvers`, which Node 20 lacks. */
function lendWithResolvers(): void {
  if ('withResolvers' in Promise) return;
  Object.defineProperty(Promise, 'withResolvers', {
    value: <T>() => {
      const made: Record<string, unknown> = {};
      const promise = new Promise<T>((resolve, reject) => Object.assign(made, { resolve, reject }));
      return { ...made, promise };
    },
  });
}

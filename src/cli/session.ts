import type { Config } from '../../worker/config.ts';
import { readConfig } from '../../worker/config.ts';
import type { ConnectOptions, Stepwright } from '../client/api.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { ServerLease } from '../devserver/find-or-start-server.ts';
import type { TargetsFile } from '../files/load-targets.ts';
import type { PlaceFlags } from './flags.ts';
import { findWorker } from './live-workers.ts';
import { note } from './terminal.ts';

/** Who does the work of runs: a worker in this process, one of this data folder in another process, or one we know nothing of. */
export type WorkDoneBy = 'this-process' | 'other-process' | 'cluster';

/** What the flags and the environment say, read before anything is connected or started. */
export interface Settings {
  readonly config: Config;
  /** What `--targets` gives. */
  readonly own: TargetsFile;
  readonly roles: readonly string[];
}

/** A command's way to runs: where they live, as the flags say. */
export interface Session extends Settings {
  readonly stepwright: Stepwright;
  readonly workBy: WorkDoneBy;
  /** The run's page in Temporal's UI, where there is one. */
  url(runId: string): string | undefined;
  close(): Promise<void>;
}

const NOTHING_OF_ONES_OWN: TargetsFile = { targets: [], definitions: [], files: [] };

export async function readSettings(flags: PlaceFlags): Promise<Settings> {
  const { role: roles = [], ...rest } = flags;
  const config = readConfig(process.env, rest);
  if (config.targets === undefined) return { config, own: NOTHING_OF_ONES_OWN, roles };
  const { loadTargets } = await import('../files/load-targets.ts');
  return { config, own: await loadTargets(config.targets), roles };
}

/**
 * Connects as docs/cli.md says: to the cluster of `--address`, else to the dev server of the data folder, which is started
 * when there is none and stays until `stepwright dev --stop`.
 * @param needs `worker`: the command waits for work to be done, so without another worker of the data folder one runs in this process;
 * `at-once`: it starts while the client connects, since there will be a run.
 */
export async function openSession(settings: Settings, needs: { readonly worker: boolean | 'at-once' }): Promise<Session> {
  const { config, own } = settings;
  const { address } = config;
  const workBy = address === undefined ? workerOf(config, own) : 'cluster';
  // What the worker needs is loaded while the server is asked whether it answers; what goes wrong is told to who waits for the worker.
  const atOnce = needs.worker === 'at-once' && workBy === 'this-process';
  const loaded = atOnce ? import('../../worker/create-worker.ts').catch(() => undefined) : undefined;
  const server = address === undefined ? await leaseServer(config) : { address, release: () => Promise.resolve() };
  try {
    const { readClientConfig } = await import('../client/config.ts');
    const { EmbeddedWorker } = await import('../embedded-worker.ts');
    const clientConfig = readClientConfig(connectOptions(settings, needs.worker !== false && workBy === 'this-process'), process.env);
    const worker = new EmbeddedWorker(clientConfig, server.address);
    if (atOnce) worker.ready().catch(() => undefined);
    // What else has to be loaded does not delay its start.
    await loaded;
    const { connectTo } = await import('../embedded.ts');
    const stepwright = await connectTo(server, clientConfig, worker);
    const { ui } = stepwright;
    return {
      ...settings,
      stepwright,
      workBy,
      url: (runId) => (ui === undefined ? undefined : `${ui}/namespaces/${config.namespace}/workflows/${encodeURIComponent(runId)}`),
      close: () => stepwright.close(),
    };
  } catch (error) {
    await server.release();
    throw error;
  }
}

/** Does something with what a session of its own gives, as the flags say; `worker` as for `openSession`. */
export async function inSession<T>(flags: PlaceFlags, worker: boolean, work: (stepwright: Stepwright) => Promise<T>): Promise<T> {
  const session = await openSession(await readSettings(flags), { worker });
  try {
    return await work(session.stepwright);
  } finally {
    await session.close();
  }
}

export interface LeaseOptions {
  /** Ports of a server that has to be started. */
  readonly port?: number;
  readonly uiPort?: number;
  /** A server that has to be started outlives this command, so that the next one finds the same runs. @default true */
  readonly keep?: boolean;
}

/** The data folder's dev server; one that runs stays as long as whoever started it wanted. */
export async function leaseServer(config: Config, options: LeaseOptions = {}): Promise<ServerLease> {
  const { findOrStartServer } = await import('../devserver/find-or-start-server.ts');
  const { port, uiPort, keep = true } = options;
  const lease = await findOrStartServer(config.dataDir, {
    keep,
    onProgress: note,
    ...(port === undefined ? {} : { port }),
    ...(uiPort === undefined ? {} : { uiPort }),
  });
  if (lease.started) note(`✔ Temporal dev server ${lease.version} on ${lease.address} (UI ${lease.ui})`);
  return lease;
}

function connectOptions({ config, own, roles }: Settings, worker: boolean): ConnectOptions {
  const { address, namespace, tls, apiKey, taskQueue, dataDir, filesDir, store, definitionsDir, allowNetwork, user } = config;
  return {
    ...(address === undefined ? {} : { address }),
    namespace,
    ...(tls === undefined ? {} : { tls }),
    ...(apiKey === undefined ? {} : { apiKey }),
    taskQueue,
    dataDir,
    filesDir,
    store,
    ...(definitionsDir === undefined ? {} : { definitionsDir }),
    targets: own.targets,
    allowNetwork,
    ...(user === undefined ? {} : { user }),
    roles,
    worker,
  };
}

function workerOf(config: Config, own: TargetsFile): WorkDoneBy {
  const worker = findWorker(config.dataDir, config.taskQueue);
  if (worker === undefined) return 'this-process';
  const [file] = own.files;
  if (file === undefined || worker.targets.includes(file)) return 'other-process';
  throw new StepwrightError(
    'InvalidValue',
    `the worker of this data folder (pid ${worker.pid}) was started without the targets of ${file}`,
    {
      class: 'validation',
      hint: `Start it with ${file} among its paths, or use another --data folder or --task-queue for this run.`,
    },
  );
}

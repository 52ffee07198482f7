import { NativeConnection, Worker, type NativeConnectionOptions } from '@temporalio/worker';
import { AttemptsUnderWay } from '../activities/policies/attempt.ts';
import { createActivities } from '../activities/create-activities.ts';
import { openProviders } from '../activities/policies/secrets/open-providers.ts';
import { StepwrightError } from '../src/core/errors/stepwright-error.ts';
import { present } from '../src/core/present.ts';
import { createRegistry } from '../src/core/target/registry.ts';
import { createDataConverter } from '../src/files/external-storage.ts';
import { payloadsOf } from '../src/records/payloads.ts';
import { openStore, storeIn } from '../src/storage/open-store.ts';
import type { Store } from '../src/storage/store.ts';
import { builtinImplementations } from '../activities/targets/index.ts';
import type { StepwrightWorker, WorkerOptions } from './api.ts';
import { installRuntime } from './runtime.ts';
import { sdkOptions } from './sdk-options.ts';
import { checkSettings } from './settings.ts';
import { workflowBundle } from './workflow-bundle.ts';

/** Workflows kept in memory; others are replayed when something happens in them. */
const CACHED_WORKFLOWS = 500;
/**
 * Actions that one workflow task may hand to this worker with the server's answer, without asking for them. The SDK's own 3 leave a
 * wide fan-out to polling; without a limit one worker would take what others could help with.
 */
const EAGER_ACTIONS = 20;

/**
 * Longest time a workflow may compute in one go. Past it the SDK stops the sandbox, and Node 20 then aborts the whole process
 * ("async hook stack has become corrupted"): the SDK's own 5 s are too few for a wide run on a busy machine. Not in its types.
 */
const SANDBOX: object = { isolateExecutionTimeout: '1m' };

/**
 * Starts a worker that runs Stepwright's workflows and actions.
 *
 * @throws {StepwrightError} `TemporalUnreachable` when the cluster does not answer, `StoreUnavailable` when the store does not,
 * `InvalidValue` for a setting that is not possible
 */
export async function createWorker(options: WorkerOptions): Promise<StepwrightWorker> {
  installRuntime();
  const connection = await connect(options);
  const url = options.store ?? storeIn(options.dataDir);
  let store: Store | undefined;
  try {
    const opened = await openStore(url);
    store = opened;
    const payloads = payloadsOf({ dataDir: options.dataDir, store: url }, () => Promise.resolve(opened));
    const registry = createRegistry([...builtinImplementations(options), ...options.targets]);
    const settings = checkSettings(options, registry);
    const secrets = openProviders({ ...present({ spec: options.secrets }), env: process.env, store, warn });
    const underWay = new AttemptsUnderWay();
    const worker = await Worker.create({
      connection,
      namespace: options.namespace,
      taskQueue: options.taskQueue,
      workflowBundle: await workflowBundle(),
      activities: createActivities({ ...options, registry, payloads, store: opened, secrets, limits: settings.limits, underWay }),
      dataConverter: createDataConverter(payloads),
      maxCachedWorkflows: CACHED_WORKFLOWS,
      // After a worker was killed the next one is asked after 1 s instead of 10.
      stickyQueueScheduleToStartTimeout: '1s',
      // Cancellation reaches an action with its heartbeats.
      maxHeartbeatThrottleInterval: '500ms',
      defaultHeartbeatThrottleInterval: '500ms',
      maxEagerActivityReservationsPerWorkflowTask: EAGER_ACTIONS,
      ...sdkOptions(settings),
      ...SANDBOX,
    });
    return handleOf(worker, { connection, store: opened, underWay });
  } catch (error) {
    await store?.close();
    await connection.close();
    throw error;
  }
}

/** What goes with the worker. */
interface Held {
  readonly connection: NativeConnection;
  readonly store: Store;
  readonly underWay: AttemptsUnderWay;
}

function handleOf(worker: Worker, held: Held): StepwrightWorker {
  const stopped = runThenClose(worker, held);
  // Whoever holds the handle decides when to look at it.
  stopped.catch(() => undefined);
  return {
    connection: held.connection,
    stopped,
    async shutdown() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await stopped;
    },
  };
}

async function runThenClose(worker: Worker, { connection, store, underWay }: Held): Promise<void> {
  try {
    await worker.run();
  } finally {
    await underWay.close();
    await store.close();
    await connection.close();
  }
}

/** To whoever runs the worker. */
function warn(message: string): void {
  process.stderr.write(`${message}\n`);
}

async function connect({ address, tls, apiKey }: WorkerOptions): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect({
      address,
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(tls === undefined ? {} : { tls: tlsOptions(tls) }),
    });
  } catch (error) {
    throw new StepwrightError('TemporalUnreachable', `no Temporal server answers at ${address}`, {
      class: 'transient',
      hint: 'check --address, or leave it out to use a local dev server',
      cause: error,
    });
  }
}

function tlsOptions(tls: NonNullable<WorkerOptions['tls']>): NonNullable<NativeConnectionOptions['tls']> {
  if (typeof tls === 'boolean') return tls;
  const { ca, cert, key, serverName } = tls;
  return {
    ...(ca === undefined ? {} : { serverRootCACertificate: Buffer.from(ca) }),
    ...(cert === undefined || key === undefined ? {} : { clientCertPair: { crt: Buffer.from(cert), key: Buffer.from(key) } }),
    ...(serverName === undefined ? {} : { serverNameOverride: serverName }),
  };
}

import type { WorkerOptions } from '../../../worker/api.ts';
import { readConfig } from '../../../worker/config.ts';
import type { Config } from '../../../worker/config.ts';
import { createWorker } from '../../../worker/create-worker.ts';
import { stopServer } from '../../devserver/find-or-start-server.ts';
import type { DevFlags } from '../commands/dev.ts';
import { announceWorker } from '../live-workers.ts';
import { leaseServer } from '../session.ts';
import { json, note } from '../terminal.ts';
import { DevLoop } from './dev-loop.ts';
import { withTargets, Workspace } from './workspace.ts';

/** The dev server of the data folder (or the cluster of `--address`) and a worker that follows the files, until SIGTERM or SIGINT. */
export async function develop(paths: readonly string[], flags: DevFlags): Promise<void> {
  const config = readConfig(process.env, flags);
  const stopped = onStopSignal();
  const workspace = new Workspace({ paths: withTargets(paths, config), definitionsDir: config.definitionsDir }, config.dataDir);
  try {
    const lease = config.address === undefined ? await leaseServer(config, { ...flags, keep: false }) : undefined;
    try {
      const address = config.address ?? lease?.address ?? '';
      if (lease?.started !== true) note(`Temporal on ${address}${lease === undefined ? '' : ` (UI ${lease.ui})`}`);
      if (flags.json === true)
        json({ pid: process.pid, address, ui: lease?.ui ?? null, namespace: config.namespace, taskQueue: config.taskQueue });
      await follow(workspace, { ...config, address, isLocal: lease !== undefined }, stopped);
    } finally {
      await lease?.release();
    }
  } finally {
    workspace.close();
  }
}

/** Ends the data folder's dev server. */
export async function stopDevelopment(flags: DevFlags): Promise<void> {
  const { dataDir } = readConfig(process.env, flags);
  const stopped = await stopServer(dataDir);
  if (flags.json === true) json({ stopped });
  else note(stopped ? '✔ dev server stopped; its runs stay on disk' : `no dev server of ${dataDir} was running`);
}

/** Where the worker works. */
interface Place extends Config {
  readonly address: string;
  /** The dev server of the data folder, so that other commands can leave the work to this worker. */
  readonly isLocal: boolean;
}

async function follow(workspace: Workspace, config: Place, stopped: Promise<void>): Promise<void> {
  const { user: _user, targets: _targets, isLocal, ...rest } = config;
  let fail = (_error: unknown): void => undefined;
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  failed.catch(() => undefined);
  const loop = new DevLoop(workspace, {
    start: () => createWorker({ ...rest, definitionsDir: workspace.definitionsDir, targets: workspace.targets } satisfies WorkerOptions),
    started: () =>
      isLocal ? announceWorker(config.dataDir, { taskQueue: config.taskQueue, targets: workspace.targetFiles }) : () => undefined,
    failed: fail,
    say: note,
  });
  await loop.begin();
  note('watching for changes · Ctrl-C stops');
  try {
    await Promise.race([stopped, failed]);
    note('stopping: running actions may finish');
  } finally {
    await loop.end();
  }
}

function onStopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve()).once('SIGTERM', () => resolve());
  });
}

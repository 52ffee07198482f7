import type { Config } from '../../worker/config.ts';
import { readConfig } from '../../worker/config.ts';
import { runWorker } from '../../worker/main.ts';
import { readSettings, type SettingsFlags } from '../../worker/read-settings.ts';
import type { WorkerSettings } from '../core/run/worker-settings.ts';
import { refuse } from './checked-file.ts';
import type { ScanPaths } from './dev/scan.ts';
import { withTargets, Workspace } from './dev/workspace.ts';
import type { PlaceFlags } from './flags.ts';
import { announceWorker } from './live-workers.ts';
import { leaseServer } from './session.ts';
import { colorsFor, json, note } from './terminal.ts';

/** A worker in this process until it is told to stop; a file that is not valid is refused before it starts. */
export async function serve(paths: readonly string[], flags: PlaceFlags & SettingsFlags): Promise<void> {
  const settings = readSettings(process.env, flags);
  const config = readConfig(process.env, flags);
  // A folder of definitions alone needs no staging: the worker reads it whenever a run asks for one.
  const staged = paths.length > 0 || config.targets !== undefined || config.definitionsDir === undefined;
  const workspace = await openWorkspace(
    { paths: withTargets(paths, config), definitionsDir: staged ? config.definitionsDir : undefined },
    config.dataDir,
  );
  try {
    await serveWorkspace(workspace, { ...settings, ...config, ...(staged ? { definitionsDir: workspace.definitionsDir } : {}) }, flags);
  } finally {
    workspace.close();
  }
}

async function serveWorkspace(workspace: Workspace, config: Config & WorkerSettings, flags: PlaceFlags): Promise<void> {
  const lease = config.address === undefined ? await leaseServer(config) : undefined;
  const address = config.address ?? lease?.address ?? '';
  const { user: _user, targets: _targets, ...rest } = config;
  const options = { ...rest, address, targets: workspace.targets };
  let goodbye = (): void => undefined;
  try {
    await runWorker(options, () => {
      if (lease !== undefined) goodbye = announceWorker(config.dataDir, { taskQueue: config.taskQueue, targets: workspace.targetFiles });
      if (flags.json === true) json({ pid: process.pid, address, namespace: config.namespace, taskQueue: config.taskQueue });
      else
        note(
          `${colorsFor(process.stderr).green('✔')} worker (pid ${process.pid}) on task queue ${config.taskQueue} of ${address} · Ctrl-C stops it`,
        );
    });
  } finally {
    goodbye();
    await lease?.release();
  }
}

async function openWorkspace(paths: ScanPaths, dataDir: string): Promise<Workspace> {
  const workspace = new Workspace(paths, dataDir);
  try {
    const { failed, refused } = await workspace.look();
    const [first] = failed;
    if (first !== undefined) throw first.error;
    if (refused.length > 0) throw refuse(refused);
    return workspace;
  } catch (error) {
    workspace.close();
    throw error;
  }
}

import { chmodSync, copyFileSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { buildCli } from './build-cli.ts';
import { checkCli, isUsable } from './check-cli.ts';
import type { RejectedCli, TemporalCli } from './check-cli.ts';
import { cliCacheFolder, cliFileName, TEMPORAL_CLI_VERSION } from './cli-cache.ts';
import { downloadCli } from './download-cli.ts';
import { withLock } from '../files/lock-file.ts';
import type { OnProgress } from './progress.ts';

export interface FindCliOptions {
  readonly onProgress?: OnProgress;
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * A Temporal CLI that runs: the one on `PATH`, else the one in our cache, else one that is downloaded or, where only a Go module
 * proxy can be reached, built, once, into the cache. Safe when several processes do it at once.
 * @throws StepwrightError `TemporalUnreachable` when there is no way, saying what to do.
 */
export async function findOrInstallCli(options: FindCliOptions = {}): Promise<TemporalCli> {
  const env = options.env ?? process.env;
  const onProgress = options.onProgress ?? (() => undefined);
  const rejected: RejectedCli[] = [];
  const found = await findCli(env, rejected);
  if (found !== undefined) return found;
  const folder = cliCacheFolder(env);
  return withLock(
    join(folder, 'install.lock'),
    async () => (await usable(join(folder, cliFileName()), rejected)) ?? install({ folder, env, onProgress, rejected }),
    { onWait: () => onProgress('another process is installing the Temporal CLI: waiting for it') },
  );
}

/** The CLI on `PATH` or in our cache; installs nothing. Candidates that cannot be used are added to `rejected`. */
export async function findCli(env: NodeJS.ProcessEnv = process.env, rejected: RejectedCli[] = []): Promise<TemporalCli | undefined> {
  const onPath = await firstOnPath(env);
  const checked = onPath === undefined ? undefined : await usable(onPath, rejected);
  return checked ?? usable(join(cliCacheFolder(env), cliFileName()), rejected);
}

interface Installation {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress: OnProgress;
  readonly rejected: RejectedCli[];
}

async function install({ folder, env, onProgress, rejected }: Installation): Promise<TemporalCli> {
  // Under the lock: what lies there was left by an installation that was killed.
  const drafts = join(folder, 'draft');
  rmSync(drafts, { recursive: true, force: true });
  const ways = [() => downloadCli(join(drafts, 'download'), onProgress), () => buildCli(join(drafts, 'build'), env, onProgress)];
  try {
    for (const way of ways) {
      const made = await way();
      if ('problem' in made) rejected.push({ path: '', problem: made.problem });
      else {
        const cli = await usable(made.path, rejected);
        if (cli !== undefined) return { ...cli, path: moveIntoCache(made.path, folder) };
      }
    }
  } finally {
    rmSync(drafts, { recursive: true, force: true });
  }
  throw nothingWorks(rejected, folder);
}

/** Whoever looks into the cache sees the whole file or none. */
function moveIntoCache(made: string, folder: string): string {
  const path = join(folder, cliFileName());
  const draft = `${path}.${process.pid}`;
  mkdirSync(folder, { recursive: true });
  copyFileSync(made, draft);
  chmodSync(draft, 0o755);
  renameSync(draft, path);
  return path;
}

async function usable(path: string, rejected: RejectedCli[]): Promise<TemporalCli | undefined> {
  if (!(await isExecutable(path))) return undefined;
  const cli = await checkCli(path);
  if (isUsable(cli)) return cli;
  rejected.push(cli);
  return undefined;
}

async function firstOnPath(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const candidates = (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, cliFileName()));
  const executable = await Promise.all(candidates.map(isExecutable));
  return candidates.find((_, index) => executable[index]);
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function nothingWorks(rejected: readonly RejectedCli[], folder: string): StepwrightError {
  const tried = rejected.map(({ path, problem }) => (path === '' ? problem : `${path} ${problem}`));
  return new StepwrightError(
    'TemporalUnreachable',
    `no Temporal server can be started: ${['no usable temporal on PATH', ...tried].join('; ')}`,
    {
      hint:
        `Do one of these: install the Temporal CLI (https://docs.temporal.io/cli) so that "temporal" is on PATH; ` +
        `put the CLI ${TEMPORAL_CLI_VERSION} at ${join(folder, cliFileName())}; install Go, so that it can be built from the Go module proxy; ` +
        `or set TEMPORAL_ADDRESS=host:port to use a cluster that runs.`,
      class: 'transient',
    },
  );
}

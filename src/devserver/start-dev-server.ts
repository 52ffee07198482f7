import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { findOrInstallCli } from './find-cli.ts';
import { freePort } from './free-port.ts';
import { processIdentity } from '../files/process-identity.ts';
import type { OnProgress } from './progress.ts';
import { serverAnswers } from './server-answers.ts';
import { devServerArguments } from './server-flags.ts';
import type { ServerPorts } from './server-flags.ts';
import { stopProcess } from './stop-process.ts';

export interface DevServerOptions {
  /** SQLite file that keeps the runs. Default: in memory, gone with the server. */
  readonly dbFilename?: string;
  /** gRPC port. @default 7233, or a free one when that is taken */
  readonly port?: number;
  /** Port of Temporal's UI. @default 8233, or a free one when that is taken */
  readonly uiPort?: number;
  /** The server outlives this process. Default: it ends with this process. */
  readonly detached?: boolean;
  /** Where `dev-server.log` is written. Default: a file in the system's folder for temporary files, which goes with the server. */
  readonly dataDir?: string;
  readonly onProgress?: OnProgress;
  /** Where the CLI is looked for: `PATH`, `HOME`, `XDG_CACHE_HOME`. @default process.env */
  readonly env?: NodeJS.ProcessEnv;
}

export interface DevServer {
  /** `host:port` of the gRPC frontend. */
  readonly address: string;
  /** URL of Temporal's own UI. */
  readonly ui: string;
  readonly pid: number;
  /** The process, named so that another one with its pid is not taken for it. */
  readonly identity: string;
  /** Version of the server, e.g. `1.29.1`. */
  readonly version: string;
  stop(): Promise<void>;
}

const DEFAULT_PORT = 7233;
const DEFAULT_UI_PORT = 8233;
const START_ATTEMPTS = 3;
/** Milliseconds; a cold machine with a busy disk needs some of them. */
const READY_WITHIN_MS = 30_000;
/** After its first answer. */
const SAYS_SO_WITHIN_MS = 3000;
const POLL_MS = 10;

/**
 * Starts a Temporal dev server with the flags that make it fast, and waits until it answers.
 * @throws StepwrightError `TemporalUnreachable` when there is no CLI and no way to get one, or the server does not come up.
 */
export async function startDevServer(options: DevServerOptions = {}): Promise<DevServer> {
  const cli = await findOrInstallCli({
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    ...(options.env === undefined ? {} : { env: options.env }),
  });
  let problem = '';
  for (let attempt = 1; attempt <= START_ATTEMPTS; attempt += 1) {
    const started = await launch(cli.path, options);
    if ('server' in started) return { ...started.server, version: cli.server };
    problem = started.problem;
    // A faster process got the port: with another one, unless the caller named it.
    if (!problem.includes('address already in use')) break;
  }
  throw new StepwrightError('TemporalUnreachable', `the Temporal dev server did not start: ${problem}`, {
    hint: 'Free the ports it names, or set TEMPORAL_ADDRESS=host:port to use a cluster that runs.',
    class: 'transient',
  });
}

type Launch = { readonly server: Omit<DevServer, 'version'> } | { readonly problem: string };

async function launch(cliPath: string, options: DevServerOptions): Promise<Launch> {
  const ports = await choosePorts(options);
  const logFile = join(options.dataDir ?? tmpdir(), options.dataDir === undefined ? `stepwright-${randomUUID()}.log` : 'dev-server.log');
  const child = spawnServer(cliPath, { ports, logFile, options });
  const address = `127.0.0.1:${ports.port}`;
  const end = new AbortController();
  for (const event of ['exit', 'error']) child.once(event, () => end.abort());
  const ready = await isReady(address, logFile, end.signal);
  const identity = child.pid === undefined ? undefined : processIdentity(child.pid);
  if (!ready || child.pid === undefined || identity === undefined) {
    child.kill('SIGKILL');
    return {
      problem: `${end.signal.aborted ? '' : `no answer within ${READY_WITHIN_MS / 1000} s; `}${lastLines(logFile)} (log: ${logFile})`,
    };
  }
  if (options.detached === true) child.unref();
  const server = { address, ui: `http://127.0.0.1:${ports.uiPort}`, pid: child.pid, identity };
  return { server: { ...server, stop: () => stop(identity, logFile, options) } };
}

async function stop(identity: string, logFile: string, options: DevServerOptions): Promise<void> {
  // A server in memory has nothing to save, and a gentle end takes it more than a second.
  await stopProcess(identity, options.dbFilename === undefined ? 'SIGKILL' : 'SIGTERM');
  if (options.dataDir === undefined) rmSync(logFile, { force: true });
}

/**
 * True when the server answers and has said itself that it is up: the one that answers may be another one, which has taken the port, while
 * ours is about to end for that reason.
 */
async function isReady(address: string, logFile: string, ended: AbortSignal): Promise<boolean> {
  if (!(await serverAnswers(address, READY_WITHIN_MS, ended))) return false;
  const patience = Date.now() + SAYS_SO_WITHIN_MS;
  while (!ended.aborted && !readLog(logFile).includes('Server:') && Date.now() < patience) await sleep(POLL_MS);
  return !ended.aborted;
}

async function choosePorts(options: DevServerOptions): Promise<ServerPorts> {
  const port = options.port ?? (await freePort(DEFAULT_PORT));
  const uiPort = options.uiPort ?? (await freePort(DEFAULT_UI_PORT));
  return { port, uiPort };
}

function spawnServer(cliPath: string, what: { ports: ServerPorts; logFile: string; options: DevServerOptions }): ChildProcess {
  const { ports, logFile, options } = what;
  for (const file of [logFile, options.dbFilename]) if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
  const log = openSync(logFile, 'w');
  const detached = options.detached === true;
  const child = spawn(cliPath, [...devServerArguments(ports, options.dbFilename)], { detached, stdio: ['ignore', log, log] });
  closeSync(log);
  if (!detached) {
    const end = (): void => void child.kill('SIGKILL');
    process.once('exit', end);
    child.once('exit', () => process.off('exit', end));
  }
  return child;
}

function lastLines(file: string): string {
  return readLog(file).trim().split('\n').slice(-3).join(' | ');
}

function readLog(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

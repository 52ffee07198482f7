import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';

/** A database server that a test starts for itself, on a port and in a folder of its own. */
export interface TestServer {
  /** For `openStore`. */
  readonly url: string;
  /** Ends it without a warning, as a crash does. */
  kill(): Promise<void>;
  /** Starts it again where it was, with what it had kept. */
  start(): Promise<void>;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

export interface ServerProcess {
  readonly program: string;
  readonly args: readonly string[];
  readonly options?: SpawnOptions;
  /** What it prints when it takes connections. */
  readonly ready: RegExp;
}

const START_TIMEOUT_MS = 30_000;

/** Starts a server and waits until it says that it is ready. */
export async function startProcess({ program, args, options, ready }: ServerProcess): Promise<ChildProcess> {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`${program} ${why}:\n${output}`));
    const timer = setTimeout(() => fail('was not ready in time'), START_TIMEOUT_MS);
    const take = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-4_000);
      if (ready.test(output)) resolve();
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('error', (error) => fail(error.message));
    child.once('exit', () => {
      clearTimeout(timer);
      fail('ended');
    });
  });
  return child;
}

/** Sends the signal and waits for the end. */
export async function endProcess(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

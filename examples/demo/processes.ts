import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CLI = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

/** A `stepwright worker` in a process of its own. */
export interface WorkerProcess {
  readonly pid: number;
  /** SIGKILL: no goodbye, nothing is saved. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export async function startWorker(): Promise<WorkerProcess> {
  const child = spawn(process.execPath, [CLI, 'worker', '--json'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = endOf(child);
  const { pid } = await firstLine(child);
  say(`✔ worker (pid ${pid})`);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  return { pid, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}

/** Runs a command of the CLI, its output as the user sees it, and gives its exit code. */
export async function stepwright(args: readonly string[]): Promise<number> {
  say(`$ npx stepwright ${args.map(shellWord).join(' ')}`);
  return endOf(spawn(process.execPath, [CLI, ...args], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] }));
}

/** A line of the demo itself; on a terminal it takes the place of the line in which a command shows what runs just now. */
export function say(line: string): void {
  process.stdout.write(`${process.stdout.isTTY ? '\r\u001B[2K' : ''}${line}\n`);
}

function endOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** The line by which a worker says that it is ready. */
function firstLine(child: ChildProcess): Promise<{ readonly pid: number }> {
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new TypeError('the worker ended before it was ready')));
    if (child.stdout !== null) createInterface(child.stdout).once('line', (line) => resolve(JSON.parse(line) as { readonly pid: number }));
  });
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`;
}

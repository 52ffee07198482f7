import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** As built and shipped (test/helpers/built-package.mjs). */
const MAIN = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

const CONTAINER = fileURLToPath(new URL('../../dist/worker/main.js', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command line that runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves once stdout or stderr holds `text`; rejects when the process ends before. */
  saying(text: string | RegExp): Promise<void>;
}

/** A folder of its own for command lines, and the command lines started in it. */
export class Shell {
  readonly folder = mkdtempSync(join(tmpdir(), 'stepwright-cli-'));
  readonly #env: NodeJS.ProcessEnv;
  readonly #running = new Set<ChildProcess>();

  constructor(env: NodeJS.ProcessEnv = {}) {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(?:TEMPORAL_|STEPWRIGHT_|VITEST|NODE_OPTIONS|FORCE_COLOR|NO_COLOR)/.test(name),
    );
    this.#env = { ...Object.fromEntries(inherited), ...env };
  }

  /** Writes a file and gives its path. */
  write(name: string, content: string): string {
    writeFileSync(join(this.folder, name), content);
    return join(this.folder, name);
  }

  /** Starts `stepwright ARGS` in the folder. */
  start(...args: string[]): Running {
    return this.#start([MAIN, ...args]);
  }

  /** Runs `stepwright ARGS` to its end, with `input` on its stdin. */
  feed(input: string, ...args: string[]): Promise<Finished> {
    return this.#start([MAIN, ...args], input).finished;
  }

  /** Runs a program of its own to its end. */
  node(file: string): Promise<Finished> {
    return this.#start([file]).finished;
  }

  /** Starts the worker of a container, which knows only its environment. */
  startContainer(): Running {
    return this.#start([CONTAINER]);
  }

  #start(command: readonly string[], input?: string): Running {
    const child = spawn(process.execPath, command, {
      cwd: this.folder,
      env: this.#env,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.end(input);
    this.#running.add(child);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const finished = new Promise<Finished>((resolve) => {
      child.once('close', (code) => {
        this.#running.delete(child);
        resolve({ code, stdout, stderr });
      });
    });
    const saying = (text: string | RegExp): Promise<void> =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (typeof text === 'string' ? (stdout + stderr).includes(text) : text.test(stdout + stderr)) resolve();
        };
        for (const stream of [child.stdout, child.stderr]) stream.on('data', look);
        child.once('close', () => reject(new Error(`ended without saying ${String(text)}\n${stdout}\n${stderr}`)));
        look();
      });
    return { child, finished, saying };
  }

  /** Runs `stepwright ARGS` to its end. */
  run(...args: string[]): Promise<Finished> {
    return this.start(...args).finished;
  }

  /** Kills what still runs and removes the folder. */
  async close(): Promise<void> {
    const ends = [...this.#running].map((child) => new Promise((resolve) => child.once('close', resolve)));
    for (const child of this.#running) child.kill('SIGKILL');
    await Promise.all(ends);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The one JSON document on stdout. */
export function document(finished: Finished): unknown {
  return JSON.parse(finished.stdout);
}

/** JSON lines on stdout. */
export function lines(finished: Finished): readonly unknown[] {
  return finished.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

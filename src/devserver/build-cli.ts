import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { cliFileName, TEMPORAL_CLI_VERSION } from './cli-cache.ts';
import type { OnProgress } from './progress.ts';

const MODULE = `github.com/temporalio/cli/cmd/temporal@v${TEMPORAL_CLI_VERSION}`;
const SAY_SO_EVERY_MS = 2000;
const KEEP_LINES = 20;

/** Builds the CLI with `go install` into `folder` (minutes on a cold machine); gives the file's path, or says why there is none. */
export function buildCli(folder: string, env: NodeJS.ProcessEnv, onProgress: OnProgress): Promise<{ path: string } | { problem: string }> {
  mkdirSync(folder, { recursive: true });
  const child = spawn('go', ['install', '-v', '-trimpath', '-ldflags', '-s -w', MODULE], {
    env: buildEnvironment(folder, env),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said = countOutput(child.stderr);
  const started = Date.now();
  const say = (): void => onProgress(`building the Temporal CLI with Go: ${seconds(started)} s${said.summary()}`);
  say();
  const timer = setInterval(say, SAY_SO_EVERY_MS);
  return new Promise<{ path: string } | { problem: string }>((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      resolve({ problem: error.code === 'ENOENT' ? 'Go is not installed' : error.message });
    });
    child.on('close', (code) => {
      if (code === 0) resolve({ path: join(folder, cliFileName()) });
      else resolve({ problem: `go install ${MODULE} failed: ${said.lastLines()}` });
    });
  }).finally(() => clearInterval(timer));
}

/** Go's caches go with the folder: they are ten times as large as the CLI, and nobody asked for them. */
function buildEnvironment(folder: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...env,
    GOBIN: folder,
    GOPATH: join(folder, 'go'),
    GOMODCACHE: join(folder, 'go', 'modules'),
    GOCACHE: join(folder, 'go', 'cache'),
    // Otherwise the folder's modules could not be deleted.
    GOFLAGS: '-modcacherw',
    // The server's SQLite is pure Go: a C compiler is not needed.
    CGO_ENABLED: '0',
  };
}

/** `go: downloading <module>` and, with `-v`, the name of each package as it is compiled. */
function countOutput(stream: NodeJS.ReadableStream): { summary(): string; lastLines(): string } {
  let modules = 0;
  let packages = 0;
  const last: string[] = [];
  createInterface({ input: stream }).on('line', (line) => {
    if (line.startsWith('go: downloading ')) modules += 1;
    else if (/^[\w./@~-]+$/.test(line)) packages += 1;
    last.push(line);
    if (last.length > KEEP_LINES) last.shift();
  });
  return {
    summary: () => [counted(modules, 'modules'), counted(packages, 'packages')].join(''),
    lastLines: () =>
      last
        .filter((line) => !line.startsWith('go: downloading '))
        .slice(-3)
        .join(' | '),
  };
}

function counted(count: number, what: string): string {
  return count === 0 ? '' : `, ${count} ${what}`;
}

function seconds(since: number): number {
  return Math.round((Date.now() - since) / 1000);
}

import { execFile } from 'node:child_process';

/** A Temporal CLI that was run once and said who it is. */
export interface TemporalCli {
  readonly path: string;
  /** Version of the CLI; `0.0.0-DEV` when it was built with `go install`. */
  readonly version: string;
  /** Version of the server inside, e.g. `1.29.1`. */
  readonly server: string;
}

/** A candidate that cannot be used, and why, in a few words. */
export interface RejectedCli {
  readonly path: string;
  readonly problem: string;
}

/** Older servers lack what the interpreter and client count on (update-with-start, eager start without a flag). */
const OLDEST_SERVER = [1, 28] as const;

const VERSION_LINE = /version (\S+) \(server (\d+)\.(\d+)\.(\S+?)[,)]/i;

/** Runs `<path> --version` (10 s at most) and judges the answer. */
export async function checkCli(path: string): Promise<TemporalCli | RejectedCli> {
  const said = await versionOutput(path);
  if ('problem' in said) return { path, problem: said.problem };
  const match = VERSION_LINE.exec(said.text);
  if (match === null) return { path, problem: `does not look like the Temporal CLI: ${firstLine(said.text)}` };
  const [, version = '', major = '0', minor = '0', patch = ''] = match;
  const server = `${major}.${minor}.${patch}`;
  if (isOlder(Number(major), Number(minor))) {
    return { path, problem: `its server is ${server}; at least ${OLDEST_SERVER.join('.')} is needed` };
  }
  return { path, version, server };
}

export function isUsable(cli: TemporalCli | RejectedCli): cli is TemporalCli {
  return !('problem' in cli);
}

function isOlder(major: number, minor: number): boolean {
  return major < OLDEST_SERVER[0] || (major === OLDEST_SERVER[0] && minor < OLDEST_SERVER[1]);
}

function versionOutput(path: string): Promise<{ text: string } | { problem: string }> {
  return new Promise((resolve) => {
    execFile(path, ['--version'], { timeout: 10_000 }, (error, stdout, stderr) => {
      if (error === null) resolve({ text: `${stdout}${stderr}` });
      else resolve({ problem: `cannot be run: ${firstLine(error.message)}` });
    });
  });
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}

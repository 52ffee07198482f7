import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `DATA/dev.json`: the dev server of a data folder. Programs in other languages read `address`, `ui` and `pid`. */
export interface DevFile {
  readonly address: string;
  readonly ui: string;
  readonly pid: number;
  /** The server's process, named so that another one with its pid is not taken for it. */
  readonly identity: string;
  /** Version of the server, e.g. `1.29.1`. */
  readonly version: string;
  /** The server stays when its last user goes. */
  readonly keep: boolean;
}

export function readDevFile(dataDir: string): DevFile | undefined {
  try {
    const file: unknown = JSON.parse(readFileSync(path(dataDir), 'utf8'));
    return isDevFile(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

/** Readers see the old file or the new one, never half of it. */
export function writeDevFile(dataDir: string, file: DevFile): void {
  mkdirSync(dataDir, { recursive: true });
  const draft = `${path(dataDir)}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(file, null, 2)}\n`);
  renameSync(draft, path(dataDir));
}

export function removeDevFile(dataDir: string): void {
  rmSync(path(dataDir), { force: true });
}

function path(dataDir: string): string {
  return join(dataDir, 'dev.json');
}

function isDevFile(value: unknown): value is DevFile {
  if (typeof value !== 'object' || value === null) return false;
  const file = value as Partial<Record<keyof DevFile, unknown>>;
  return (
    typeof file.address === 'string' &&
    typeof file.ui === 'string' &&
    typeof file.pid === 'number' &&
    typeof file.identity === 'string' &&
    typeof file.version === 'string' &&
    typeof file.keep === 'boolean'
  );
}

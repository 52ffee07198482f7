import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const require = createRequire(import.meta.url);

/** Installs this folder's own package.json, as its lock file says, when it has not been. Nothing is run by it. */
export function installPeers(): void {
  if (existsSync(`${FOLDER}node_modules/.package-lock.json`)) return;
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: FOLDER, stdio: 'inherit' });
}

/** A package of this folder. They are not there when the repository is type-checked, so whoever loads one says what of it is used. */
export async function loadPeer<T>(name: string): Promise<T> {
  return (await import(pathToFileURL(require.resolve(name)).href)) as T;
}

/** A file of a package of this folder. */
export function peerFile(path: string): string {
  return require.resolve(path);
}

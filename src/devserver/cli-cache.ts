import { homedir } from 'node:os';
import { join } from 'node:path';

/** The Temporal CLI we download or build. Later CLI modules carry a `replace` and refuse `go install`. */
export const TEMPORAL_CLI_VERSION = '1.5.1';

/** Folder of our own Temporal CLI: `${XDG_CACHE_HOME:-~/.cache}/stepwright/temporal-<version>`. */
export function cliCacheFolder(env: NodeJS.ProcessEnv): string {
  const root = nonEmpty(env['XDG_CACHE_HOME']) ?? join(nonEmpty(env['HOME']) ?? homedir(), '.cache');
  return join(root, 'stepwright', `temporal-${TEMPORAL_CLI_VERSION}`);
}

/** Name of the executable on this platform. */
export function cliFileName(): string {
  return process.platform === 'win32' ? 'temporal.exe' : 'temporal';
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}

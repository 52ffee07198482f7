import { join } from 'node:path';

import { findOrInstallCli } from '../../src/devserver/find-cli.ts';
import { devServerArguments, type ServerPorts } from '../../src/devserver/server-flags.ts';
import { startDevServer } from '../../src/devserver/start-dev-server.ts';
import { endProcess, startProcess } from '../../test/helpers/servers/server-process.ts';
import { onFreePorts } from './on-free-ports.ts';

export interface TemporalServer {
  readonly address: string;
  readonly pid: number;
  /** Where its runs are kept, and what survives. */
  readonly durability: string;
  stop(): Promise<void>;
}

/**
 * In memory, or in a file and how hard SQLite makes sure of it: as `stepwright dev` does (`NORMAL`: safe when a process ends), or so
 * that the end of the power is survived too (`FULL`).
 */
export type Kept = 'memory' | 'NORMAL' | 'FULL';

/** A dev server with the flags of `stepwright dev`. */
export async function startTemporal(folder: string, kept: Kept): Promise<TemporalServer> {
  if (kept === 'memory') {
    const server = await startDevServer();
    return { ...server, durability: 'in memory' };
  }
  return onFreePorts(2, ([port = 0, uiPort = 0]) => startOnDisk(join(folder, 'temporal.db'), { kept, port, uiPort }));
}

interface OnDisk extends ServerPorts {
  readonly kept: Kept;
}

async function startOnDisk(file: string, { kept, ...ports }: OnDisk): Promise<TemporalServer> {
  const { path } = await findOrInstallCli();
  const args = devServerArguments(ports, file).map((argument) => (argument === 'synchronous=NORMAL' ? `synchronous=${kept}` : argument));
  const server = await startProcess({ program: path, args, ready: /Server:/ });
  return {
    address: `127.0.0.1:${ports.port}`,
    pid: server.pid ?? Number.NaN,
    durability: `SQLite on disk, ${args.filter((_, i) => args[i - 1] === '--sqlite-pragma').join(', ')}`,
    stop: () => endProcess(server, 'SIGKILL'),
  };
}

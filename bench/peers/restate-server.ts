import { execFileSync } from 'node:child_process';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { endProcess, startProcess } from '../../test/helpers/servers/server-process.ts';
import { onFreePorts } from '../shared/on-free-ports.ts';
import type { Durability } from './durability.ts';
import { peerFile } from './load-peer.ts';

export interface RestateServer {
  readonly ingress: string;
  readonly admin: string;
  readonly pid: number;
  /** As the server itself says. */
  readonly durability: string;
  stop(): Promise<void>;
}

/** Of the part of its configuration that is about the log, which is written before anything is answered. */
const LOG_SETTINGS = /^\[log-server\]$.*?^rocksdb-disable-wal-fsync = (?<unsynced>true|false)$/ms;
const POLL_MS = 20;

/** Restate as it comes, on disk in a folder of its own, on free ports. */
export function startRestate(folder: string, durability: Durability): Promise<RestateServer> {
  return onFreePorts(3, (ports) => startOn(ports, folder, durability));
}

async function startOn(
  [ingress = 0, admin = 0, node = 0]: readonly number[],
  folder: string,
  durability: Durability,
): Promise<RestateServer> {
  const program = peerFile(`@restatedev/restate-server-${platform()}-${arch()}/bin/restate-server`);
  const env = {
    ...process.env,
    RESTATE_LISTEN_MODE: 'tcp',
    RESTATE_BIND_IP: '127.0.0.1',
    RESTATE_BIND_PORT: String(node),
    RESTATE_INGRESS__BIND_PORT: String(ingress),
    RESTATE_ADMIN__BIND_PORT: String(admin),
    RESTATE_DISABLE_TELEMETRY: 'true',
    RESTATE_LOG_DISABLE_ANSI_CODES: 'true',
    ...(durability === 'process' ? { RESTATE_LOG_SERVER__ROCKSDB_DISABLE_WAL_FSYNC: 'true' } : {}),
  };
  const args = ['--node-name', 'bench', '--base-dir', join(folder, 'restate')];
  const server = await startProcess({ program, args, options: { env }, ready: /became Leader/ });
  const url = `http://127.0.0.1:${ingress}`;
  while (!(await isHealthy(`${url}/restate/health`))) await delay(POLL_MS);
  const config = execFileSync(program, [...args, '--dump-config'], { env }).toString();
  return {
    ingress: url,
    admin: `http://127.0.0.1:${admin}`,
    pid: server.pid ?? Number.NaN,
    durability: `log-server.rocksdb-disable-wal-fsync=${LOG_SETTINGS.exec(config)?.groups?.['unsynced'] ?? 'unknown'}`,
    stop: () => endProcess(server, 'SIGKILL'),
  };
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

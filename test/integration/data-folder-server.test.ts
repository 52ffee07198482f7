import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Client, Connection } from '@temporalio/client';
import { describe, expect, it, onTestFinished } from 'vitest';

import { findOrStartServer, stopServer } from '../../src/devserver/find-or-start-server.ts';
import { readDevFile, type DevFile } from '../../src/devserver/dev-file.ts';
import { isRunning } from '../../src/files/process-identity.ts';
import { startDevServer } from '../../src/devserver/start-dev-server.ts';
import type { DevServer } from '../../src/devserver/start-dev-server.ts';
import { tempFolder } from '../helpers/temp-folder.ts';
import { unique } from '../helpers/temporal.ts';

const MODULE = new URL('../../src/devserver/find-or-start-server.ts', import.meta.url).href;

/** A data folder whose server, if any is left, ends with the test. */
function dataFolder(): string {
  const folder = tempFolder();
  onTestFinished(async () => void (await stopServer(folder)));
  return folder;
}

/** The server that the folder's file names, while its process lives. */
function recordedServer(folder: string): DevFile | undefined {
  const file = readDevFile(folder);
  return file !== undefined && isRunning(file.identity) ? file : undefined;
}

/** A process that takes a lease, prints it and waits until its input ends; then it releases, unless it is killed. */
function otherProcess(folder: string): {
  lease: Promise<{ pid: number; started: boolean }>;
  releaseAndExit(): Promise<unknown>;
  kill(): Promise<unknown>;
} {
  const program = `
    import { findOrStartServer } from ${JSON.stringify(MODULE)};
    const { release, ...lease } = await findOrStartServer(${JSON.stringify(folder)});
    process.stdout.write(JSON.stringify(lease));
    process.stdin.resume().on('end', release);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  return {
    lease: once(child.stdout, 'data').then(([output]) => JSON.parse(String(output)) as { pid: number; started: boolean }),
    releaseAndExit: () => {
      child.stdin.end();
      return ended;
    },
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

describe('the dev server of a data folder', () => {
  it('is started once, found again, and ends with its last user', async () => {
    const folder = dataFolder();
    const first = await findOrStartServer(folder);
    const second = await findOrStartServer(folder);
    expect([first.started, second.started]).toEqual([true, false]);
    expect(second.pid).toBe(first.pid);
    expect(JSON.parse(readFileSync(join(folder, 'dev.json'), 'utf8'))).toMatchObject({
      address: first.address,
      ui: first.ui,
      pid: first.pid,
    });

    await first.release();
    await first.release();
    expect(recordedServer(folder)?.pid).toBe(first.pid);
    await second.release();
    expect(recordedServer(folder)).toBeUndefined();
    expect(existsSync(join(folder, 'dev.json'))).toBe(false);
  });

  it('stays when it was asked to, until it is stopped', async () => {
    const folder = dataFolder();
    const cli = await findOrStartServer(folder, { keep: true });
    const library = await findOrStartServer(folder);
    await cli.release();
    await library.release();
    const found = recordedServer(folder);
    expect(found?.pid).toBe(cli.pid);
    expect(await stopServer(folder)).toBe(true);
    expect(isRunning(found?.identity ?? '')).toBe(false);
    expect(await stopServer(folder)).toBe(false);
  });

  it('goes with its last user when whoever started it did not ask for more, whatever others ask', async () => {
    const folder = dataFolder();
    const library = await findOrStartServer(folder);
    const cli = await findOrStartServer(folder, { keep: true });
    await library.release();
    expect(recordedServer(folder)?.pid).toBe(library.pid);
    await cli.release();
    expect(recordedServer(folder)).toBeUndefined();
  });

  it('is one for processes that ask at once, survives the end of the one that started it, and forgets users that were killed', async () => {
    const folder = dataFolder();
    const processes = [otherProcess(folder), otherProcess(folder), otherProcess(folder)];
    const leases = await Promise.all(processes.map(({ lease }) => lease));
    expect(new Set(leases.map(({ pid }) => pid)).size).toBe(1);
    expect(leases.filter(({ started }) => started)).toHaveLength(1);

    const [killed, released, last] = processes;
    await killed?.kill();
    await released?.releaseAndExit();
    expect(recordedServer(folder)?.pid).toBe(leases[0]?.pid);
    await last?.releaseAndExit();
    expect(recordedServer(folder)).toBeUndefined();
  });

  it('is replaced when it died, and the runs are still there', async () => {
    const folder = dataFolder();
    const first = await findOrStartServer(folder);
    const workflowId = unique('run');
    await withClient(first.address, (client) => client.workflow.start('some-definition', { taskQueue: unique(), workflowId, args: [] }));
    process.kill(first.pid, 'SIGKILL');
    await expect.poll(() => recordedServer(folder)).toBeUndefined();

    const second = await findOrStartServer(folder);
    expect(second.started).toBe(true);
    const { status } = await withClient(second.address, (client) => client.workflow.getHandle(workflowId).describe());
    expect(status.name).toBe('RUNNING');
  });

  it('is ended and replaced when it lives but no longer answers', async () => {
    const folder = dataFolder();
    const first = await findOrStartServer(folder);
    const identity = recordedServer(folder)?.identity ?? '';
    process.kill(first.pid, 'SIGSTOP');
    const second = await findOrStartServer(folder);
    expect(second.started).toBe(true);
    expect(isRunning(identity)).toBe(false);
  });

  it('is not looked for where dev.json names a process that is no server of ours', async () => {
    const folder = dataFolder();
    writeFileSync(
      join(folder, 'dev.json'),
      JSON.stringify({ address: '127.0.0.1:1', ui: '', pid: process.pid, identity: `${process.pid}:1`, version: '', keep: true }),
    );
    expect(recordedServer(folder)).toBeUndefined();
    expect((await findOrStartServer(folder)).started).toBe(true);
  });
});

describe('startDevServer', () => {
  it('says what the server said when the port it was told to take is taken', async () => {
    const server = await startDevServer();
    onTestFinished(() => server.stop());
    await expect(startDevServer({ port: portOf(server) })).rejects.toMatchObject({
      code: 'TemporalUnreachable',
      message: expect.stringMatching(/address already in use/),
    });
  });

  it('gives several that start at once a port each', async () => {
    const servers = await Promise.all([1, 2, 3].map(() => startDevServer()));
    onTestFinished(async () => void (await Promise.all(servers.map((server) => server.stop()))));
    expect(new Set(servers.map(portOf)).size).toBe(3);
    expect(servers.map(({ identity }) => isRunning(identity))).toEqual([true, true, true]);
  });
});

function portOf(server: DevServer): number {
  return Number(server.address.split(':')[1]);
}

async function withClient<T>(address: string, work: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await work(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

/**
 * Records the histories that replay.test.ts replays: `npm run record-histories [name …]`. Without names it records what is
 * new or whose definition has changed since. A history that no longer replays is not to be recorded again: that is a change
 * of behaviour, which raises INTERPRETER and begins a new folder. Histories of older interpreters must replay as they are.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { NativeConnection, Worker } from '@temporalio/worker';

import { INTERPRETER } from '../../src/core/interpreter/version.ts';
import { startDevServer } from '../../src/devserver/start-dev-server.ts';
import { historyText, readHistory } from '../../src/replay/recorded-run.ts';
import { installRuntime } from '../../worker/runtime.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import { HISTORIES, recordedDefinitions } from './histories.ts';
import { scenarios, type Scenario } from './scenarios.ts';
import { standIns } from './stand-ins.ts';

const IDENTITY = 'recorder';

async function main(names: readonly string[]): Promise<void> {
  const folder = join(HISTORIES, String(INTERPRETER));
  const recorded = recordedDefinitions(INTERPRETER);
  const isCurrent = ({ name, definition }: Scenario) => isDeepStrictEqual(recorded.get(name), definition);
  const wanted = scenarios().filter((scenario) => (names.length === 0 ? !isCurrent(scenario) : names.includes(scenario.name)));
  if (wanted.length === 0) {
    process.stderr.write('every scenario has its history\n');
    return;
  }
  await mkdir(folder, { recursive: true });
  const server = await startDevServer({ onProgress: (line) => process.stderr.write(`${line}\n`) });
  try {
    await record(server.address, wanted, (name, text) => writeFile(join(folder, `${name}.json`), text));
  } finally {
    await server.stop();
  }
}

async function record(address: string, wanted: readonly Scenario[], keep: (name: string, text: string) => Promise<void>): Promise<void> {
  installRuntime();
  const connection = await NativeConnection.connect({ address });
  const client = new Client({ connection: await Connection.connect({ address }), identity: IDENTITY });
  for (const scenario of wanted) {
    let onHold: (path: string) => void = () => undefined;
    const held = new Promise((resolve) => {
      onHold = resolve;
    });
    const worker = await Worker.create({
      connection,
      identity: IDENTITY,
      taskQueue: scenario.name,
      workflowBundle: await workflowBundle(),
      activities: standIns(onHold),
      maxHeartbeatThrottleInterval: 100,
      defaultHeartbeatThrottleInterval: 100,
    });
    await worker.runUntil(async () => keep(scenario.name, await historyOf(client, scenario, held)));
    process.stderr.write(`recorded ${scenario.name}\n`);
  }
  await client.connection.close();
  await connection.close();
}

async function historyOf(client: Client, { name, definition, input, steer }: Scenario, held: Promise<unknown>): Promise<string> {
  const run = await client.workflow.start(definition.id, {
    taskQueue: name,
    workflowId: name,
    args: [{ definition, input: input ?? {}, hash: 'recorded', interpreter: INTERPRETER, startedBy: IDENTITY }],
  });
  await steer?.(run, held);
  // However it ends, the end is part of the history.
  await run.result().catch(() => undefined);
  return historyText(readHistory(historyToJSON(await run.fetchHistory()), name));
}

await main(process.argv.slice(2));

/**
 * Records the histories that replay.test.ts replays: `npm run record-histories [name …]`; a run that went on in fresh ones has several. Without names it records what is
 * new or whose definition has changed since. A history that no longer replays is not to be recorded again: that is a change
 * of behaviour, which raises INTERPRETER and begins a new folder. Histories of older interpreters must replay as they are.
 */
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { NativeConnection, Worker } from '@temporalio/worker';

import { INTERPRETER } from '../../src/core/interpreter/version.ts';
import { findOrInstallCli } from '../../src/devserver/find-cli.ts';
import { freePort } from '../../src/devserver/free-port.ts';
import { serverAnswers } from '../../src/devserver/server-answers.ts';
import { devServerArguments } from '../../src/devserver/server-flags.ts';
import { startDevServer, type DevServer } from '../../src/devserver/start-dev-server.ts';
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
  const keep = (name: string, text: string) => writeFile(join(folder, `${name}.json`), text);
  const alone = wanted.filter(({ handsOver }) => handsOver === undefined);
  if (alone.length > 0) await recordOn(await startDevServer({ onProgress: (line) => process.stderr.write(`${line}\n`) }), alone, keep);
  const chains = wanted.filter(({ handsOver }) => handsOver === true);
  if (chains.length > 0) await recordOn(await impatientServer(), chains, keep);
}

type Server = Pick<DevServer, 'address' | 'stop'>;
type Keep = (name: string, text: string) => Promise<void>;

/** Suggests a fresh history after a few events: what comes of the usual number is too much to be kept. */
async function impatientServer(): Promise<Server> {
  const { path } = await findOrInstallCli();
  const ports = { port: await freePort(), uiPort: await freePort() };
  const suggesting = ['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=30'];
  const server = spawn(path, [...devServerArguments(ports), ...suggesting], { stdio: 'ignore' });
  const address = `127.0.0.1:${ports.port}`;
  if (!(await serverAnswers(address, 30_000))) throw new Error('the Temporal server did not start');
  return { address, stop: async () => void server.kill('SIGKILL') };
}

async function recordOn(server: Server, wanted: readonly Scenario[], keep: Keep): Promise<void> {
  try {
    await record(server.address, wanted, keep);
  } finally {
    await server.stop();
  }
}

async function record(address: string, wanted: readonly Scenario[], keep: Keep): Promise<void> {
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
    const texts = await worker.runUntil(() => historiesOf(client, scenario, held));
    for (const [i, text] of texts.entries()) await keep(texts.length === 1 ? scenario.name : `${scenario.name}-${i + 1}`, text);
    process.stderr.write(`recorded ${scenario.name}\n`);
  }
  await client.connection.close();
  await connection.close();
}

/** The oldest first. */
async function historiesOf(
  client: Client,
  { name, definition, input, steer }: Scenario,
  held: Promise<unknown>,
): Promise<readonly string[]> {
  const run = await client.workflow.start(definition.id, {
    taskQueue: name,
    workflowId: name,
    args: [{ definition, input: input ?? {}, hash: 'recorded', interpreter: INTERPRETER, startedBy: IDENTITY, searchAttributes: true }],
  });
  await steer?.(run, held);
  // However it ends, the end is part of the history.
  await run.result().catch(() => undefined);
  const texts: string[] = [];
  for (let id: string | undefined = run.firstExecutionRunId; id !== undefined;) {
    const { events } = readHistory(historyToJSON(await client.workflow.getHandle(name, id).fetchHistory()), name);
    texts.push(historyText({ runId: name, events }));
    id = events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
  }
  return texts;
}

await main(process.argv.slice(2));

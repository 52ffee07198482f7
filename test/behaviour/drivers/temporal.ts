import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import {
  Client,
  Connection,
  QueryNotRegisteredError,
  WorkflowFailedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type WorkflowHandle,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { temporal as temporalProto } from '@temporalio/proto';
import Long from 'long';
import { afterAll, beforeAll } from 'vitest';

import type { Execution } from '../../../src/core/definition/step-base.ts';
import type { WorkflowDefinition } from '../../../src/core/definition/workflow-definition.ts';
import { INTERPRETER } from '../../../src/core/interpreter/version.ts';
import type { TrailEntry } from '../../../src/core/run/events.ts';
import type { Failure } from '../../../src/core/errors/failure.ts';
import type { WireWorkflowResult } from '../../../src/core/run/result.ts';
import { QUERIES, RESULT_MEMO, SIGNALS, UPDATES, type RunState } from '../../../src/core/run/wire.ts';
import { createDataConverter } from '../../../src/files/external-storage.ts';
import { PayloadFolder } from '../../../src/files/payload-folder.ts';
import type { StepwrightWorker } from '../../../worker/api.ts';
import { createWorker } from '../../../worker/create-worker.ts';
import { temporal, unique } from '../../helpers/temporal.ts';
import { DeadLetters, paramsOf } from '../../../src/records/dead-letters.ts';
import { Rollbacks } from '../../../src/records/rollbacks.ts';
import { openStore, storeIn } from '../../../src/storage/open-store.ts';
import { isOver } from '../../../src/core/run/status.ts';
import type { DrivenRun, Driver, DriveOptions, SeenLetter, SeenRollback } from '../driver.ts';
import { probeTarget, type ProbeTarget } from './probe-target.ts';
import { quietSdk } from './quiet-sdk.ts';

/** A worker with the probe, and a raw Temporal client of the same place, for a whole test file. */
export interface TemporalDriver extends Driver {
  readonly client: Client;
  readonly taskQueue: string;
  readonly dataDir: string;
  readonly probes: ProbeTarget;
  handle(runId: string): WorkflowHandle;
}

/** Milliseconds between two looks at a run's state. */
const LOOK = 20;
const DAY = { seconds: Long.fromNumber(86_400) };

interface Place {
  readonly client: Client;
  readonly connection: Connection;
  readonly worker: StepwrightWorker;
}

/** What may differ between two runs of a suite. */
interface Circumstances {
  readonly namespace?: string;
  /** Of each definition that does not say so itself. */
  readonly execution?: Execution;
}

/** Call it at the top of a file; runs can be started while its tests run. A `namespace` is made for it, and has no search attributes. */
export function temporalDriver({ namespace = temporal().namespace, execution = 'remote' }: Circumstances = {}): TemporalDriver {
  const probes = probeTarget();
  const taskQueue = unique('queue');
  const dataDir = mkdtempSync(join(tmpdir(), 'stepwright-test-'));
  let place: Place | undefined;
  beforeAll(async () => {
    place = await open({ taskQueue, dataDir, probes, namespace });
  });
  afterAll(async () => {
    await place?.worker.shutdown();
    await place?.connection.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const client = (): Client => {
    if (place === undefined) throw new Error('runs can be started while tests run');
    return place.client;
  };
  return {
    name: 'Temporal',
    virtual: false,
    probes,
    taskQueue,
    dataDir,
    get client() {
      return client();
    },
    handle: (runId) => client().workflow.getHandle(runId),
    async start(given, options = {}) {
      const runId = unique('run');
      const definition = executed(given, execution);
      publish(
        dataDir,
        options.definitions?.map((each) => executed(each, execution)),
      );
      await client().workflow.start(definition.id, { args: [runInput(definition, options)], taskQueue, workflowId: runId });
      const hands = (id: string): DrivenRun => ({
        runId: id,
        probe: probes.of(id),
        ...handsOn(client().workflow.getHandle(id)),
        ...(execution === 'remote' ? {} : { pause: () => paused(client().workflow.getHandle(id)) }),
        letters: () => lettersOf(dataDir, id),
        rollbacks: () => rollbacksOf(dataDir, id),
        other: hands,
      });
      return hands(runId);
    },
  };
}

/** Remote is what a definition that says nothing gets. */
function executed(definition: WorkflowDefinition, execution: Execution): WorkflowDefinition {
  return execution === 'remote' ? definition : { execution, ...definition };
}

type Opening = Pick<TemporalDriver, 'taskQueue' | 'dataDir' | 'probes'> & { readonly namespace: string };

async function open({ taskQueue, dataDir, probes, namespace }: Opening): Promise<Place> {
  const { address } = temporal();
  quietSdk();
  const connection = await Connection.connect({ address });
  if (namespace !== temporal().namespace) await makeNamespace(connection, namespace);
  const worker = await createWorker({
    address,
    namespace,
    taskQueue,
    dataDir,
    filesDir: join(dataDir, 'files'),
    definitionsDir: definitionsIn(dataDir),
    targets: [probes.target],
    allowNetwork: [],
  });
  return {
    worker,
    connection,
    client: new Client({ connection, namespace, dataConverter: createDataConverter(new PayloadFolder(dataDir)) }),
  };
}

async function makeNamespace(connection: Connection, namespace: string): Promise<void> {
  await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: DAY });
  // Frontends learn of a namespace a moment later.
  for (let looks = 0; looks < 100 && !(await isThere(connection, namespace)); looks += 1) await delay(LOOK);
}

async function isThere(connection: Connection, namespace: string): Promise<boolean> {
  return connection.workflowService.describeTaskQueue({ namespace, taskQueue: { name: 'any' } }).then(
    () => true,
    () => false,
  );
}

function definitionsIn(dataDir: string): string {
  return join(dataDir, 'definitions');
}

/** Definitions are found anew at each start by id. */
function publish(dataDir: string, definitions: readonly WorkflowDefinition[] = []): void {
  mkdirSync(definitionsIn(dataDir), { recursive: true });
  for (const each of definitions)
    writeFileSync(join(definitionsIn(dataDir), `${each.id}@${each.version ?? ''}.json`), JSON.stringify(each));
}

/** As a client sends it that has validated the definition. */
function runInput(definition: WorkflowDefinition, { definitions: _definitions, searchable = false, ...options }: DriveOptions) {
  return { definition, hash: 'not validated', interpreter: INTERPRETER, searchAttributes: searchable, ...options };
}

type Hands = Omit<DrivenRun, 'runId' | 'probe' | 'other' | 'letters' | 'rollbacks'>;

/** The letters of a run, as its worker's store has them. */
async function lettersOf(dataDir: string, runId: string): Promise<readonly SeenLetter[]> {
  const store = await openStore(storeIn(dataDir));
  const letters: SeenLetter[] = [];
  for await (const { path, called, call, attempts, history } of new DeadLetters(store).list({ runId })) {
    const params = paramsOf(call);
    letters.unshift({ path, called, params, attempts, states: history.flatMap(({ state }) => (state === 'edited' ? [] : state)) });
  }
  await store.close();
  return letters;
}

async function rollbacksOf(dataDir: string, runId: string): Promise<readonly SeenRollback[]> {
  const store = await openStore(storeIn(dataDir));
  const found: SeenRollback[] = [];
  for await (const record of new Rollbacks(store).list({ runId })) found.unshift(record);
  await store.close();
  return found;
}

function handsOn(handle: WorkflowHandle): Hands {
  return {
    result: () => resultOf(handle),
    pause: () => handle.signal(SIGNALS.pause),
    resume: () => handle.signal(SIGNALS.resume),
    cancel: (request = {}) => handle.signal(SIGNALS.cancel, request),
    state: () => handle.query(QUERIES.state),
    trail: () => handle.query(QUERIES.trace),
    rollbackPlan: () => handle.query(QUERIES.rollbackPlan),
    tasks: () => handle.query(QUERIES.tasks),
    operate: (command) => answered(handle, UPDATES.operate, command),
    send: (event) => answered(handle, UPDATES.event, event),
    approve: (vote) => answered(handle, UPDATES.approve, vote),
    reject: (vote) => answered(handle, UPDATES.reject, vote),
    signal: (name, message) => handle.signal(SIGNALS[name], message),
    until: (fits) =>
      until(handle, async () => [await asked<RunState>(handle, QUERIES.state)].find((state) => state !== undefined && fits(state))),
    untilTold: (fits) =>
      until(handle, async () => (await asked<readonly TrailEntry[]>(handle, QUERIES.trace))?.find((entry) => fits(entry))),
  };
}

/** Messages reach a run between two sections: a test that says what begins after a pause begins when it holds. */
async function paused(handle: WorkflowHandle): Promise<void> {
  await handle.signal(SIGNALS.pause);
  for (;;) {
    const state = await asked<RunState>(handle, QUERIES.state);
    if (state !== undefined && (state.status === 'PAUSED' || isOver(state.status))) return;
    await delay(LOOK);
  }
}

async function until<T>(handle: WorkflowHandle, look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const state = await asked<RunState>(handle, QUERIES.state);
    const found = await look();
    if (found !== undefined) return found;
    if (state !== undefined && isOver(state.status))
      throw new Error(`run ${handle.workflowId} ended, and what was waited for did not come`);
    await delay(LOOK);
  }
}

/** Undefined: the run is not there yet, or is being prepared. */
async function asked<T>(handle: WorkflowHandle, query: string): Promise<T | undefined> {
  try {
    return await handle.query<T>(query);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || error instanceof QueryNotRegisteredError) return undefined;
    if (error instanceof Error && error.message.includes('is being prepared')) return undefined;
    throw error;
  }
}

async function answered(handle: WorkflowHandle, update: string, message: unknown): Promise<Failure | undefined> {
  try {
    await handle.executeUpdate(update, { args: [message] });
    return undefined;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { code: 'RunNotFound', class: 'permanent', message: error.message };
    const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
    if (cause instanceof ApplicationFailure) return cause.details?.[0] as Failure;
    throw error;
  }
}

/** Temporal's own status is checked against the result's: it tells the truth; and no task of the run has failed. */
export async function resultOf(handle: WorkflowHandle): Promise<WireWorkflowResult> {
  const result = await foundResult(handle);
  const { status } = await handle.describe();
  const { events } = await handle.fetchHistory();
  for (const { workflowTaskFailedEventAttributes: failed } of events ?? []) {
    if (failed !== undefined && failed !== null && !BENIGN.has(failed.cause))
      throw new Error(`a workflow task failed: ${failed.failure?.message}`);
  }
  if (status.name !== TEMPORAL_STATUS[result.status]) throw new Error(`a run that is ${result.status} is ${status.name} for Temporal`);
  return result;
}

async function foundResult(handle: WorkflowHandle): Promise<WireWorkflowResult> {
  try {
    return (await handle.result()) as WireWorkflowResult;
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    if (error.cause instanceof ApplicationFailure) return error.cause.details?.[0] as WireWorkflowResult;
    const { memo } = await handle.describe();
    return memo?.[RESULT_MEMO] as WireWorkflowResult;
  }
}

const { WorkflowTaskFailedCause: Cause } = temporalProto.api.enums.v1;

/** What makes the server ask again without a fault of ours: a signal in the run's last task, many events at once during one. */
const BENIGN: ReadonlySet<unknown> = new Set([
  Cause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND,
  Cause.WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND,
]);

const TEMPORAL_STATUS: Readonly<Record<string, string>> = {
  COMPLETED: 'COMPLETED',
  PARTIAL: 'COMPLETED',
  FAILED: 'FAILED',
  ROLLED_BACK: 'FAILED',
  CANCELLED: 'CANCELLED',
};

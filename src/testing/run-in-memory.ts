import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import type { Failure } from '../core/errors/failure.ts';
import { startRun, type RunControl, type RunEnd } from '../core/interpreter/interpreter.ts';
import type { RunRequest } from '../core/interpreter/run-request.ts';
import type { ChildCall, ChildResult, Outcome, Runtime, StartedChild } from '../core/interpreter/runtime.ts';
import { Scope } from '../core/interpreter/scope.ts';
import type { Snapshot } from '../core/interpreter/snapshot.ts';
import { present } from '../core/present.ts';
import { applyDefaults } from '../core/schema-check/check-json.ts';
import { chooseVersion } from '../files/choose-version.ts';
import type { InMemoryRuntime } from './in-memory-runtime.ts';
import { RunRuntime } from './run-runtime.ts';

/** Hands on a run that stay the same over its histories. */
export interface HeldRun {
  readonly control: RunControl;
  readonly result: Promise<ChildResult>;
}

/** Interprets a run to its end, over as many histories as it takes; a snapshot travels as JSON, as it does on Temporal. */
export function runInMemory(world: InMemoryRuntime, request: RunRequest, keyRunId = request.info.runId): HeldRun {
  const home: Home = { world, parent: Scope.root() };
  let { runtime, control: current } = historyIn(home, request, keyRunId);
  const goOn = async (end: RunEnd): Promise<ChildResult> => {
    if ('result' in end) return end.result;
    runtime.leave();
    const snapshot = JSON.parse(JSON.stringify(end.snapshot)) as Snapshot;
    const { resumedFrom: _begun, ...rest } = request;
    ({ runtime, control: current } = historyIn(home, { ...rest, snapshot }, keyRunId));
    return goOn(await current.end);
  };
  const result = current.end.then(goOn).then((ended) => {
    home.parent.cancel('cancelled');
    return ended;
  });
  const control = new Proxy(current, { get: (_first, name: keyof RunControl) => bound(current, name) });
  world.runs.set(request.info.runId, control);
  return { control, result };
}

function bound(control: RunControl, name: keyof RunControl): unknown {
  const member: unknown = control[name];
  return typeof member === 'function' ? (member as (...args: never[]) => unknown).bind(control) : member;
}

/** Where a run's children live; `parent` is cancelled when it has ended, since some end with it. */
interface Home {
  readonly world: InMemoryRuntime;
  readonly parent: Scope;
}

interface History {
  readonly runtime: RunRuntime;
  readonly control: RunControl;
}

function historyIn(home: Home, request: RunRequest, keyRunId: string): History {
  const { world } = home;
  const { runId } = request.info;
  const runtime = new RunRuntime(world, { runId, keyRunId, startChild: (scope, child) => startChildIn(home, scope, child) });
  const definition = world.options.observer?.starting(request) ?? request.definition;
  const seen: Runtime =
    world.options.around?.({ world, runtime, request, keyRunId, standing: (pending) => control.standing(pending) }) ?? runtime;
  const control = startRun({ ...request, definition }, seen);
  return { runtime, control };
}

/** Starts a child run in the same world; start and end are deliveries of their own. */
function startChildIn({ world, parent }: Home, scope: Scope, child: ChildCall): Promise<Outcome<StartedChild>> {
  if (scope.cancelled) return Promise.resolve({ status: 'cancelled' });
  world.options.observer?.childStarting(child);
  return new Promise((resolve) => {
    world.deliver(() => {
      const known = definitionOf(world, child);
      const { childDefinition } = world.options;
      const definition = childDefinition === undefined ? known : childDefinition(child, known);
      if (world.runs.has(child.runId)) resolve({ status: 'failed', failure: taken(child) });
      else if (definition === undefined) resolve({ status: 'failed', failure: unknown(child) });
      else resolve({ status: 'completed', value: hold({ world, parent }, scope, { child, definition }) });
    });
  });
}

interface Known {
  readonly child: ChildCall;
  readonly definition: WorkflowDefinition;
}

function hold({ world, parent: owner }: Home, scope: Scope, { child, definition }: Known): StartedChild {
  const { runId, parent, chain, undo, partition, keyRunId } = child;
  const info = {
    runId,
    startedAt: world.now(),
    ...present({ parent, chain, keyRunId }),
  };
  const input = applyDefaults(JSON.parse(JSON.stringify(child.input)), definition.input ?? true) as Readonly<Record<string, unknown>>;
  const request = { definition, input, info, ...present({ undo, partition }) };
  const { control, result } = runInMemory(world, request, keyRunId);
  const cancel = (): void => void control.cancel({ reason: 'the run that started it was cancelled, or has ended' });
  if (child.onParentClose !== 'abandon') {
    scope.onCancel(cancel);
    owner.onCancel(cancel);
  }
  return {
    end: result.then((value) => delivered(world, () => ({ status: 'completed', value: JSON.parse(JSON.stringify(value)) as ChildResult }))),
    tell: (what) => delivered(world, () => control[what]()),
  };
}

/** Done as a delivery of its own. */
function delivered<T>(world: InMemoryRuntime, act: () => T): Promise<T> {
  return new Promise((resolve) => {
    world.deliver(() => resolve(act()));
  });
}

function definitionOf({ options }: InMemoryRuntime, { definition }: ChildCall): WorkflowDefinition | undefined {
  if ('name' in definition) return definition;
  const { id, version } = definition;
  const named = (options.definitions ?? []).filter((each) => each.id === id);
  const chosen = chooseVersion(
    named.flatMap((each) => each.version ?? []),
    version,
  );
  // One without a version is meant only where none has one.
  return chosen === undefined && version !== undefined ? undefined : named.findLast((each) => each.version === chosen);
}

function taken({ runId }: ChildCall): Failure {
  return { code: 'RunIdConflict', class: 'permanent', message: `there is a run "${runId}" already` };
}

function unknown({ definition }: ChildCall): Failure {
  return { code: 'UnknownDefinition', class: 'validation', message: `there is no definition ${definition.id}` };
}

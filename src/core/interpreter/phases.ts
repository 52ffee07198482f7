import type { Failure } from '../errors/failure.ts';
import { dependenciesOf } from '../graph/dependencies.ts';
import { resolveDuration } from './call.ts';
import { assertFits } from './fits.ts';
import type { Frame } from './frame.ts';
import { runLetter } from './letter-run.ts';
import { runList, runTopList, WORK } from './list.ts';
import { runMachine } from './machine.ts';
import { runPartition } from './partition.ts';
import { takePlace } from './place.ts';
import type { Run } from './run.ts';
import type { RunRequest } from './run-request.ts';
import type { ListPlace } from './run-context.ts';
import { Scope } from './scope.ts';
import type { WorkEnd } from './snapshot.ts';
import { spawn } from './spawn.ts';

type Dependencies = ReadonlyMap<string, ReadonlySet<string>>;

/** Executes what the definition is for: its steps or its states. */
export async function doWork(run: Run, frame: Frame, request: RunRequest): Promise<WorkEnd> {
  let end: WorkEnd = { status: 'cancelled' };
  const outcome = await spawn(async () => {
    if (request.undo !== undefined) end = { status: 'completed' };
    else if (request.letter !== undefined) end = await runLetter(run, frame, request.letter);
    else if (request.partition !== undefined) end = await runPartition(run, frame, request.partition);
    else {
      checkInput(run);
      resolveKey(run, frame);
      const outside = run.definition.concurrency === undefined ? undefined : await takePlace(run, frame);
      end = outside ?? (await timed(run, frame, () => steps(run, frame)));
      if (run.returned) end = { status: 'completed' };
      if (end.status === 'completed' || end.status === 'partial') run.output = outputOf(run, frame);
    }
    return { status: 'completed', value: null };
  });
  return outcome.status === 'failed' ? outcome : end;
}

function steps(run: Run, frame: Frame): Promise<WorkEnd> {
  const { definition, work } = run;
  const at: ListPlace = { run, frame, scope: work, slots: [run.slots], prefix: '', execution: definition.execution };
  if (definition.states !== undefined) return runMachine(run, at);
  return runTopList(at, definition.steps ?? [], {
    strategy: definition.failureStrategy ?? 'fail-fast',
    mode: definition.mode ?? 'sequence',
    dependencies: dependencies(run) ?? new Map(),
  });
}

/** References count as dependencies in graph mode, and where dependents of a failed step are skipped. */
export function dependencies({ definition, names }: Run): Dependencies | undefined {
  if (definition.mode !== 'graph' && definition.failureStrategy !== 'partial-failure') return undefined;
  return dependenciesOf(definition.steps ?? [], names);
}

/** The workflow's `timeout` is a failure of the run; rollback and `finally` are outside it. */
async function timed(run: Run, frame: Frame, work: () => Promise<WorkEnd>): Promise<WorkEnd> {
  const { definition, runtime, gate } = run;
  if (definition.timeout === undefined) return work();
  const ms = resolveDuration(frame, { value: definition.timeout, field: 'timeout' });
  run.workDeadline ??= runtime.now() + ms;
  const left = run.workDeadline - runtime.now();
  const clock = Scope.root();
  const timer = spawn(async () => {
    const slept = await runtime.sleep(clock, Math.max(0, left), 'workflow timeout');
    if (slept.status === 'completed') await gate.pass(clock);
    if (slept.status === 'completed' && !clock.cancelled) {
      run.handOver.decided(WORK);
      run.work.cancel('timeout');
    }
    return slept;
  });
  const end = await work();
  clock.cancel('superseded');
  await timer;
  if (run.work.reason !== 'timeout' || end.status !== 'cancelled') return end;
  return { status: 'failed', failure: { code: 'Timeout', class: 'timeout', message: `the run was not done after ${ms} ms` } };
}

function checkInput({ definition, input }: Run): void {
  assertFits(input, { schema: definition.input, code: 'InvalidInput', complaint: "the input does not fit the definition's schema" });
}

function resolveKey(run: Run, frame: Frame): void {
  const { definition } = run;
  if (run.key !== undefined) return;
  const key = definition.key === undefined ? null : frame.resolve(definition.key);
  if (key !== null) run.key = typeof key === 'string' ? key : JSON.stringify(key);
  run.runtime.changed();
}

function outputOf(run: Run, frame: Frame): unknown {
  const output = rawOutput(run, frame);
  assertFits(output, { schema: run.definition.outputSchema, code: 'InvalidOutput', complaint: 'the output does not fit outputSchema' });
  return output;
}

function rawOutput(run: Run, frame: Frame): unknown {
  const { definition } = run;
  if (run.returned) return run.returnValue;
  if (run.machine?.output !== undefined) return run.machine.output.value;
  if (definition.output !== undefined) return frame.resolve(definition.output);
  if (definition.states !== undefined) return null;
  return Object.fromEntries((definition.steps ?? []).map((step) => [step.id, frame.lookup(step.id)?.value ?? null]));
}

/** Runs the workflow's `finally`; its failure becomes the run's, with what failed before as its cause. */
export async function runFinally(run: Run, frame: Frame): Promise<Failure | undefined> {
  const { definition } = run;
  if (definition.finally === undefined) return undefined;
  const at: ListPlace = { run, frame, scope: Scope.root(), slots: [run.slots], prefix: 'finally', execution: definition.execution };
  const end = await spawn(() => runList(at, definition.finally ?? []));
  return end.status === 'failed' ? end.failure : undefined;
}

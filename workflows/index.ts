import { ApplicationFailure, CancellationScope, CancelledFailure, makeContinueAsNewFunc, workflowInfo } from '@temporalio/workflow';
import { applyDefaults } from '../src/core/schema-check/check-json.ts';
import { startRun, type RunControl } from '../src/core/interpreter/interpreter.ts';
import { inSequence } from '../src/core/execution/in-sequence.ts';
import { ModeRuntime } from '../src/core/execution/mode-runtime.ts';
import type { SectionRun } from '../src/core/execution/section.ts';
import { usesModes } from '../src/core/execution/uses-modes.ts';
import type { RunObserver } from '../src/core/interpreter/observer.ts';
import type { ChildResult } from '../src/core/interpreter/runtime.ts';
import type { Snapshot } from '../src/core/interpreter/snapshot.ts';
import type { WireWorkflowResult } from '../src/core/run/result.ts';
import type { RunInput } from '../src/core/run/wire.ts';
import { StepwrightError } from '../src/core/errors/stepwright-error.ts';
import { present } from '../src/core/present.ts';
import { TemporalBeside } from './beside.ts';
import { failureOf } from './failures.ts';
import { Inbox } from './inbox.ts';
import { notStarted } from './not-started.ts';
import { prepare, type PreparedInput } from './prepare.ts';
import { Publisher } from './publish.ts';
import { TemporalRuntime } from './temporal-runtime.ts';

/** How an execution ends: with the run's result, or with what the next one begins with. */
type Ending = { readonly result: ChildResult } | { readonly next: RunInput };

/**
 * Every Stepwright workflow: the SDK calls the default export for each type it has no export for, so the type is the
 * definition's id. The bundle must export nothing else.
 */
export default async function run(input: RunInput, observer?: unknown): Promise<WireWorkflowResult> {
  const inbox = new Inbox();
  return CancellationScope.nonCancellable(async () => {
    const ending = await endingOf(input, { inbox, ...(isObserver(observer) ? { observer } : {}) });
    if ('next' in ending) return goOn(ending.next);
    const { result } = ending;
    if (result.status === 'CANCELLED') await inbox.cancelRequested.ensure();
    return end(result);
  });
}

interface Hands {
  readonly inbox: Inbox;
  readonly observer?: RunObserver;
}

/** Only a replay gives one (replay-report.ts); what a client sends is data and can't be one. */
function isObserver(value: unknown): value is RunObserver {
  return typeof value === 'object' && value !== null && 'happened' in value && typeof value.happened === 'function';
}

/** Never rejects: an input that nobody validated can be anything, and must give a failed run, not a wedged one. */
async function endingOf(input: RunInput, hands: Hands): Promise<Ending> {
  try {
    const prepared = await prepare(input);
    const publisher = new Publisher(prepared);
    const { control, beside } = interpret(prepared, publisher, hands);
    const ended = await control.end;
    if (beside !== undefined && hasUndoable(control)) await beside.known();
    if ('snapshot' in ended) return { next: nextInput(prepared, ended.snapshot) };
    publisher.close(ended.result);
    return ended;
  } catch (error) {
    return { result: notStarted(failureOf(error)) };
  }
}

/** The same run in a fresh history. Who reads the trail finds in the old ones what the snapshot leaves behind. */
function nextInput(prepared: PreparedInput, snapshot: Snapshot): RunInput {
  const { runId: temporalRunId } = workflowInfo();
  const { journal: _journal, rollbacks: _rollbacks, resumedFrom: _begun, ...rest } = prepared;
  return { ...rest, snapshot, earlier: [...(prepared.earlier ?? []), { temporalRunId, last: snapshot.trail.last }] };
}

function goOn(next: RunInput): Promise<never> {
  return makeContinueAsNewFunc<(input: RunInput) => Promise<unknown>>()(next);
}

/** Characters. */
const MOST_MESSAGE = 2000;

interface Interpretation {
  readonly control: RunControl;
  readonly beside?: TemporalBeside;
}

function interpret(prepared: PreparedInput, publisher: Publisher, { inbox, observer }: Hands): Interpretation {
  const { workflowId, startTime } = workflowInfo();
  const { definition, startedBy, key, ui, keyRunId, parent, chain, earlier, undo, partition, letter, hash } = prepared;
  const { journal, rollbacks, snapshot, resumedFrom, verdict } = prepared;
  const facts = { ...prepared, keyRunId: keyRunId ?? workflowId, searchAttributes: prepared.searchAttributes === true };
  const temporal = new TemporalRuntime(facts, () => publisher.publish(control));
  const info = {
    runId: workflowId,
    startedAt: startTime.getTime(),
    interpreter: prepared.interpreter,
    ...present({ startedBy, key, keyRunId, parent, chain, earlier, hash }),
    ...(ui === undefined ? {} : { url: `${ui}/namespaces/${workflowInfo().namespace}/workflows/${encodeURIComponent(workflowId)}` }),
  };
  const withDefaults = applyDefaults(inputOf(prepared), definition.input ?? true) as Readonly<Record<string, unknown>>;
  const run = { definition, input: withDefaults, info, ...present({ verdict, partition }) };
  const begin = { journal, rollbacks, snapshot, resumedFrom, undo, letter };
  const beside = isPlain(prepared)
    ? undefined
    : new TemporalBeside(facts.keyRunId, (pending) => sectionRun(control.standing(pending), run));
  const modes = beside === undefined ? undefined : new ModeRuntime(temporal, beside, inSequence(definition));
  const control = startRun({ ...run, ...present({ ...begin, observer }) }, modes ?? temporal);
  inbox.attach(control, modes);
  publisher.attach(control);
  return { control, ...present({ beside }) };
}

function hasUndoable(control: RunControl): boolean {
  return control.rollbackPlan().length > 0;
}

/** Every step is an activity of its own. */
function isPlain({ definition, undo, letter }: PreparedInput): boolean {
  return undo !== undefined || letter !== undefined || !usesModes(definition);
}

/** What a section begins with; who reads the trail asks the workflow. */
function sectionRun(snapshot: Snapshot | undefined, run: Omit<SectionRun, 'snapshot'>): SectionRun | undefined {
  return snapshot === undefined ? undefined : { ...run, snapshot: { ...snapshot, trail: { last: snapshot.trail.last, tail: [] } } };
}

/** Any client may have sent it. */
function inputOf({ input = {} }: PreparedInput): Readonly<Record<string, unknown>> {
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input;
  throw new StepwrightError('InvalidInput', 'the input must be a record of names and values', { class: 'validation' });
}

/** Temporal's own status tells the truth: failed runs fail, cancelled ones are cancelled; the result travels along. */
function end(result: ChildResult): WireWorkflowResult {
  if (result.status === 'CANCELLED') throw new CancelledFailure(result.error ?? 'cancelled');
  if (result.status !== 'FAILED' && result.status !== 'ROLLED_BACK') return result;
  throw ApplicationFailure.create({
    type: result.failure?.code ?? 'Failed',
    // Messages stay in the history as they are, so a long one is cut; the result has it whole.
    message: (result.error ?? 'the run failed').slice(0, MOST_MESSAGE),
    nonRetryable: true,
    details: [result],
  });
}

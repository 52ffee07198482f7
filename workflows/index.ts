import { ApplicationFailure, CancellationScope, CancelledFailure, workflowInfo } from '@temporalio/workflow';
import { applyDefaults } from '../src/core/schema-check/check-json.ts';
import { startRun, type RunControl } from '../src/core/interpreter/interpreter.ts';
import type { WireWorkflowResult } from '../src/core/run/result.ts';
import type { RunInput } from '../src/core/run/wire.ts';
import { StepwrightError } from '../src/core/errors/stepwright-error.ts';
import { failureOf } from './failures.ts';
import { Inbox } from './inbox.ts';
import { notStarted } from './not-started.ts';
import { prepare, type PreparedInput } from './prepare.ts';
import { Publisher } from './publish.ts';
import { TemporalRuntime } from './temporal-runtime.ts';

/**
 * Every Stepwright workflow: the SDK calls the default export for each type it has no export for, so the type is the
 * definition's id. The bundle must export nothing else.
 */
export default async function run(input: RunInput): Promise<WireWorkflowResult> {
  const inbox = new Inbox();
  return CancellationScope.nonCancellable(async () => {
    const result = await resultOf(input, inbox);
    if (result.status === 'CANCELLED') await inbox.cancelRequested.ensure();
    return end(result);
  });
}

/** Never rejects: an input that nobody validated can be anything, and must give a failed run, not a wedged one. */
async function resultOf(input: RunInput, inbox: Inbox): Promise<WireWorkflowResult> {
  try {
    const prepared = await prepare(input);
    const publisher = new Publisher(prepared.searchAttributes === true);
    const result = await interpret(prepared, publisher, inbox).result;
    publisher.close(result);
    return result;
  } catch (error) {
    return notStarted(failureOf(error));
  }
}

/** Characters. */
const MOST_MESSAGE = 2000;

function interpret(prepared: PreparedInput, publisher: Publisher, inbox: Inbox): RunControl {
  const { workflowId, startTime } = workflowInfo();
  const runtime = new TemporalRuntime(workflowId, () => publisher.publish(control));
  const { definition, startedBy, key, ui } = prepared;
  const info = {
    runId: workflowId,
    startedAt: startTime.getTime(),
    ...(startedBy === undefined ? {} : { startedBy }),
    ...(key === undefined ? {} : { key }),
    ...(ui === undefined ? {} : { url: `${ui}/namespaces/${workflowInfo().namespace}/workflows/${encodeURIComponent(workflowId)}` }),
  };
  const withDefaults = applyDefaults(inputOf(prepared), definition.input ?? true) as Readonly<Record<string, unknown>>;
  const control = startRun({ definition, input: withDefaults, info }, runtime);
  inbox.attach(control);
  publisher.publish(control);
  return control;
}

/** Any client may have sent it. */
function inputOf({ input = {} }: PreparedInput): Readonly<Record<string, unknown>> {
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input;
  throw new StepwrightError('InvalidInput', 'the input must be a record of names and values', { class: 'validation' });
}

/** Temporal's own status tells the truth: failed runs fail, cancelled ones are cancelled; the result travels along. */
function end(result: WireWorkflowResult): WireWorkflowResult {
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

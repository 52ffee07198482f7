import type { WireStepResult } from '../run/result.ts';
import type { RunState } from '../run/wire.ts';
import { isoTime } from './iso-time.ts';
import { MOST_BODY_FAILURES, type JournalEntry } from './journal.ts';
import type { Run } from './run.ts';
import type { ChildResult } from './runtime.ts';

/** For the run that started this one, also what is left to undo here. */
export function resultOf(run: Run): ChildResult {
  const { definition, info, status, failure } = run;
  const endedAt = run.runtime.now();
  return {
    workflowId: definition.id,
    workflowName: definition.name,
    runId: info.runId,
    ...(definition.version === undefined ? {} : { definitionVersion: definition.version }),
    status,
    startTime: isoTime(info.startedAt),
    endTime: isoTime(endedAt),
    duration: endedAt - info.startedAt,
    steps: stepResults(run),
    progress: run.progress(),
    success: status === 'COMPLETED',
    output: run.output,
    ...(failure === undefined ? {} : { error: failure.message, failure }),
    rollbackPerformed: run.rolledBackSteps > 0 && run.rollbackErrors.length === 0,
    rollbackErrors: run.rollbackErrors,
    ...(info.parent === undefined ? {} : { rollbacks: run.rollbacks.entries() }),
  };
}

export function stateOf(run: Run): RunState {
  const { definition, info, failure } = run;
  return {
    runId: info.runId,
    workflowId: definition.id,
    workflowName: definition.name,
    ...(definition.version === undefined ? {} : { definitionVersion: definition.version }),
    status: run.status,
    progress: run.progress(),
    input: run.input,
    variables: Object.fromEntries(run.variables),
    steps: stepResults(run),
    ...(failure === undefined ? {} : { failure }),
    rollbackErrors: run.rollbackErrors,
    ...(run.hands === undefined ? {} : { machine: run.hands.view() }),
  };
}

/** Every step reached, in order of declaration; of a body only failed ones. */
function stepResults(run: Run): readonly WireStepResult[] {
  const entries = [...run.journal.entries()];
  const failedInBodies = entries.filter((entry) => entry.body !== '' && entry.status === 'FAILED').slice(0, MOST_BODY_FAILURES);
  const named = [...entries.filter((entry) => entry.body === ''), ...failedInBodies];
  return named.sort((a, b) => run.orderOf(a.stepId) - run.orderOf(b.stepId)).map(toStepResult);
}

function toStepResult(entry: JournalEntry): WireStepResult {
  const { stepId, stepName, path, status, attempts, startedAt, endedAt, failure } = entry;
  return {
    stepId,
    stepName,
    path,
    status,
    attempts,
    ...(startedAt === undefined ? {} : { startTime: isoTime(startedAt) }),
    ...(endedAt === undefined ? {} : { endTime: isoTime(endedAt) }),
    ...(startedAt === undefined || endedAt === undefined ? {} : { duration: endedAt - startedAt }),
    ...(entry.data === undefined ? {} : { result: { data: entry.data } }),
    ...(failure === undefined ? {} : { error: failure.message, failure }),
    ...(entry.rolledBack === undefined ? {} : { rolledBack: entry.rolledBack }),
    ...(entry.cached === undefined ? {} : { cached: entry.cached }),
  };
}

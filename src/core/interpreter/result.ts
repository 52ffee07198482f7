import type { WireStepResult, WireWorkflowResult } from '../run/result.ts';
import type { RunState } from '../run/wire.ts';
import type { JournalEntry } from './journal.ts';
import { isoTime, type Run } from './run.ts';

/** Executions inside bodies that a result names; the trace has all. */
const MOST_BODY_STEPS = 100;

export function resultOf(run: Run): WireWorkflowResult {
  const { definition, info, status, failure } = run;
  const endedAt = run.runtime.now();
  const rolledBack = [...run.journal.entries()].some((entry) => entry.rolledBack === true);
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
    rollbackPerformed: rolledBack && run.rollbackErrors.length === 0,
    rollbackErrors: run.rollbackErrors,
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
  };
}

/** Every step reached, in order of declaration; of a body only failed ones. */
function stepResults(run: Run): readonly WireStepResult[] {
  const entries = [...run.journal.entries()];
  const failedInBodies = entries.filter((entry) => entry.body !== '' && entry.status === 'FAILED').slice(0, MOST_BODY_STEPS);
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
  };
}

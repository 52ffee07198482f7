import { outlineOf } from '../../core/definition/outline.ts';
import type { WorkflowDefinition } from '../../core/definition/workflow-definition.ts';
import type { RunControl } from '../../core/interpreter/interpreter.ts';
import { present } from '../../core/present.ts';
import type { WireWorkflowResult } from '../../core/run/result.ts';
import type { Recorder } from './recorder.ts';
import type { Records } from './records.ts';
import type { TestMessage, TestResult, TestStep } from './test-result.ts';

/** What a recorder has of a run. */
export interface Recorded {
  readonly definition: WorkflowDefinition;
  readonly control: RunControl;
  /** Absent: it has not ended. */
  readonly result: WireWorkflowResult | undefined;
  readonly messages: readonly TestMessage[];
}

export function resultOf({ definition, control, result, messages }: Recorded, recorder: Recorder): TestResult {
  const { records } = recorder;
  const { steps, failure, rollbackErrors } = result ?? control.state();
  const values = new Map(steps.flatMap(({ path, result: value }) => (value === undefined ? [] : [[path, value.data] as const])));
  const executions = withValues(records, { definition, values });
  const status = control.status();
  return {
    status,
    success: status === 'COMPLETED',
    output: result?.output ?? null,
    ...(failure === undefined ? {} : { error: failure.message, failure }),
    duration: result?.duration ?? records.now(),
    steps: Object.fromEntries(executions.filter(({ path }) => !path.includes('/')).map((step) => [step.stepId, step])),
    executions,
    calls: records.calls,
    children: records.children,
    branches: records.branches,
    rolledBack: records.rolledBack,
    rollbackErrors,
    emitted: records.emitted,
    tasks: [...records.tasks.values()],
    messages,
    waiting: result === undefined ? recorder.waiting() : [],
    chained: result?.chained ?? [],
    trail: records.trail,
    coverage: recorder.coverage(),
  };
}

interface Known {
  readonly definition: WorkflowDefinition;
  /** Of the run's own steps, by path. */
  readonly values: ReadonlyMap<string, unknown>;
}

/** A result has no values of steps in bodies: of those that call, and map nothing, the call's is. */
function withValues({ executions, calls }: Records, { definition, values }: Known): readonly TestStep[] {
  const mapping = new Set(outlineOf(definition).steps.flatMap(({ id, step }) => (step['output'] === undefined ? [] : [id])));
  const given = new Map(calls.flatMap(({ path, stepId, result }) => (mapping.has(stepId) ? [] : [[path, result] as const])));
  return [...executions.values()].map((step) => ({ ...step, ...present({ value: values.get(step.path) ?? valueIn(given, step) }) }));
}

function valueIn(given: ReadonlyMap<string, unknown>, { path, status }: TestStep): unknown {
  return status === 'COMPLETED' || status === 'ROLLED_BACK' ? given.get(path) : undefined;
}

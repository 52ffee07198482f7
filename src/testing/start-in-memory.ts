import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import type { RunControl } from '../core/interpreter/interpreter.ts';
import type { JournalEntry } from '../core/interpreter/journal.ts';
import { fromWire, type WorkflowResult } from '../core/run/result.ts';
import type { RunInput } from '../core/run/wire.ts';
import { applyDefaults } from '../core/schema-check/check-json.ts';
import { InMemoryRuntime, type InMemoryOptions } from './in-memory-runtime.ts';
import { runInMemory } from './run-in-memory.ts';

export interface InMemoryRunOptions extends Partial<InMemoryOptions> {
  readonly input?: Readonly<Record<string, unknown>>;
  readonly startedBy?: string;
  readonly key?: string;
  /** Outcomes that stand: the steps of these paths are not executed. */
  readonly journal?: Iterable<JournalEntry>;
  /** As in a run's argument. */
  readonly takenUp?: Pick<RunInput, 'journal' | 'rollbacks' | 'snapshot' | 'resumedFrom'>;
}

/** A run in memory. Pause, resume and cancel it by `control` inside `runtime.inject` or `runtime.at`. */
export interface InMemoryRun {
  readonly runtime: InMemoryRuntime;
  readonly control: RunControl;
  readonly result: Promise<WorkflowResult>;
}

/**
 * Runs a definition with functions in place of actions, in virtual time: a wait of two days takes no time at all.
 * The definition is taken as it is: validate it before.
 */
export function startInMemory(definition: WorkflowDefinition, options: InMemoryRunOptions = {}): InMemoryRun {
  const { input = {}, startedBy, key, journal, takenUp = {}, runId = 'in-memory', actions = {}, ...rest } = options;
  const runtime = new InMemoryRuntime({ ...rest, runId, actions });
  const info = {
    runId,
    startedAt: runtime.now(),
    ...(startedBy === undefined ? {} : { startedBy }),
    ...(key === undefined ? {} : { key }),
  };
  const withDefaults = applyDefaults(input, definition.input ?? true) as Readonly<Record<string, unknown>>;
  const request = { definition, input: withDefaults, info, ...(journal === undefined ? {} : { journal }), ...takenUp };
  const { control, result } = runInMemory(runtime, request);
  return { runtime, control, result: runtime.drive(result).then(fromWire) };
}

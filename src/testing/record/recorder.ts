import type { WorkflowDefinition } from '../../core/definition/workflow-definition.ts';
import type { ChildCall, Outcome } from '../../core/interpreter/runtime.ts';
import type { RunRequest } from '../../core/interpreter/run-request.ts';
import type { RunControl } from '../../core/interpreter/interpreter.ts';
import { coverageOf, type Coverage } from '../reached/coverage.ts';
import { watchTransitions } from '../reached/watched-transitions.ts';
import { INTERNAL_TARGET, type Emission } from '../internal-actions.ts';
import { MOCKED_CHILD } from '../mocks/child-mocks.ts';
import type { Attempt, Observer } from '../observer.ts';
import { Records, type Open } from './records.ts';
import { RunWatch } from './run-watch.ts';
import type { TestCall, Waiting } from './test-result.ts';

/** What a recorder sees of the world. */
export interface Watched {
  now(): number;
  readonly runs: ReadonlyMap<string, RunControl>;
}

export interface RecorderOptions {
  /** Id of the run under test. */
  readonly runId: string;
  /** Runs of definitions that only stand for others leave no trace. */
  readonly passesOver: (definition: WorkflowDefinition) => boolean;
  /** Called whenever everything has happened that follows from the last delivery. */
  readonly settled?: () => void;
}

/** Writes down what the runs of a world do. */
export class Recorder implements Observer {
  readonly records: Records;
  readonly #options: RecorderOptions;
  readonly #watches = new Map<string, RunWatch>();
  readonly #definitions = new Map<string, { readonly definition: WorkflowDefinition; readonly reached: Set<string> }>();
  #world: Watched = { now: () => 0, runs: new Map() };

  constructor(options: RecorderOptions) {
    this.#options = options;
    let start: number | undefined;
    this.records = new Records(() => {
      const now = this.#world.now();
      start ??= now;
      return now - start;
    });
  }

  /** Begins to watch a world, before anything runs in it. */
  watch(world: Watched): void {
    this.#world = world;
    this.records.now();
  }

  starting(request: RunRequest): WorkflowDefinition {
    const { definition, info, partition } = request;
    if (this.#options.passesOver(definition)) return definition;
    const prefix = this.#prefix(partition === undefined ? info.runId : (info.keyRunId ?? info.runId));
    const watch = new RunWatch({ definition, prefix, reached: this.#reachedIn(definition) }, this.records);
    this.#watches.set(info.runId, watch);
    return watchTransitions(definition, (pointer) => watch.transition(pointer));
  }

  changed(runId: string): void {
    const control = this.#world.runs.get(runId);
    const entries = control === undefined ? [] : (this.#watches.get(runId)?.read(control) ?? []);
    if (runId === this.#options.runId) this.records.trail.push(...entries);
  }

  calling({ call, attempt, runId }: Attempt): (outcome: Outcome<unknown>) => void {
    const at = this.records.now();
    const { stepId, target, action, params } = call;
    const path = this.#prefix(runId) + call.path;
    if (target === INTERNAL_TARGET) {
      return ({ status }) => {
        if (status !== 'completed' || action !== 'emit') return;
        this.records.emitted.push({ path, at, ...(params as unknown as Emission) });
      };
    }
    if (target === MOCKED_CHILD) return () => undefined;
    const record: Open<TestCall> = { path, stepId, target, action, params, attempt, at };
    if (path.endsWith('~rollback')) this.records.moments.push({ kind: 'rollback', call: this.records.calls.length });
    this.records.calls.push(record);
    return (outcome) => {
      record.duration = this.records.now() - at;
      if (outcome.status === 'completed') record.result = outcome.value;
      if (outcome.status === 'failed') record.failure = outcome.failure;
    };
  }

  childStarting({ runId, definition, input, partition, undo }: ChildCall): void {
    if (partition !== undefined || undo !== undefined) return;
    const path = this.#prefix(runId).slice(0, -1);
    this.records.children.push({ path, runId, workflow: definition.id, input, at: this.records.now() });
  }

  settled(): void {
    for (const [runId, watch] of this.#watches) {
      const control = this.#world.runs.get(runId);
      if (control !== undefined) watch.look(control);
    }
    this.#options.settled?.();
  }

  /** What the runs wait for that have not ended. */
  waiting(): readonly Waiting[] {
    return [...this.#watches].flatMap(([runId, watch]) => {
      const control = this.#world.runs.get(runId);
      if (control === undefined || !isOpen(control)) return [];
      return control.status() === 'PAUSED' ? [{ for: 'resume', path: this.#prefix(runId) } as const] : watch.waiting(control);
    });
  }

  /** Of each definition that ran. */
  coverage(): readonly Coverage[] {
    return [...this.#definitions.values()].map(({ definition, reached }) => coverageOf(definition, reached));
  }

  /** What the paths of a run begin with: empty for the run under test. A run that only undoes a child is taken for that child. */
  #prefix(runId: string): string {
    const { length } = this.#options.runId;
    return runId.length <= length ? '' : `${runId.slice(length + 1).replace(/~rollback$/, '')}/`;
  }

  #reachedIn(definition: WorkflowDefinition): Set<string> {
    const key = `${definition.id}@${definition.version ?? ''}`;
    const known = this.#definitions.get(key) ?? { definition, reached: new Set<string>() };
    this.#definitions.set(key, known);
    return known.reached;
  }
}

function isOpen(control: RunControl): boolean {
  const status = control.status();
  return status === 'RUNNING' || status === 'PAUSED' || status === 'PENDING';
}

import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { ActionCall, ChildCall } from '../core/interpreter/runtime.ts';
import { present } from '../core/present.ts';
import { applyDefaults } from '../core/schema-check/check-json.ts';
import type { TargetSpec } from '../core/target/target.ts';
import { ApproveAll } from './approve-all.ts';
import { InMemoryRuntime } from './in-memory-runtime.ts';
import { schedule, type Message } from './messages.ts';
import type { MockAction } from './mock-attempt.ts';
import { mockAction, type ActionMock } from './mocks/action-mock.ts';
import { ChildMocks, MOCKED_CHILD } from './mocks/child-mocks.ts';
import { missingMock } from './mocks/missing-mock.ts';
import { StandIns } from './mocks/stand-in.ts';
import { Recorder } from './record/recorder.ts';
import { resultOf } from './record/result-of.ts';
import type { Moment } from './record/records.ts';
import type { TestResult } from './record/test-result.ts';
import { runInMemory } from './run-in-memory.ts';

export interface PlayOptions {
  readonly input?: Readonly<Record<string, unknown>>;
  readonly actions?: Readonly<Record<string, ActionMock>>;
  readonly workflows?: Readonly<Record<string, ActionMock>>;
  readonly at?: readonly Message[];
  readonly user?: string;
  readonly key?: string;
  readonly definitions?: readonly WorkflowDefinition[];
  readonly targets?: readonly TargetSpec[];
  readonly now?: Date | string | number;
  readonly unmocked?: 'fail' | 'echo';
  /** Milliseconds that a call of a step takes when its mock takes none. @default 0 */
  readonly durationOf?: (stepId: string) => number;
  readonly approveAll?: boolean;
  /** Time limits run out when nothing else is left to happen. @default true */
  readonly limitsRunOut?: boolean;
}

export interface Played {
  readonly result: TestResult;
  /** What began when, in order. */
  readonly moments: readonly Moment[];
}

const RUN_ID = 'test-run';

/** Runs a definition in memory and tells what it did. */
export async function play(definition: WorkflowDefinition, options: PlayOptions): Promise<Played> {
  const { input = {}, at = [], user, key, now, limitsRunOut } = options;
  const cast = new Cast(definition, options);
  const approvals = options.approveAll === true ? new ApproveAll() : undefined;
  const recorder = new Recorder({
    runId: RUN_ID,
    passesOver: (each) => cast.children.made(each),
    settled: () => approvals?.look(world),
  });
  const world: InMemoryRuntime = new InMemoryRuntime({
    runId: RUN_ID,
    actions: cast.actions,
    otherAction: (call) => cast.children.action(call) ?? cast.unmocked(call, world),
    childDefinition: (child, known) => cast.childDefinition(child, { known, world }),
    definitions: options.definitions ?? [],
    outside: () => undefined,
    observer: recorder,
    ...present({ startAt: now === undefined ? undefined : timeOf(now), limitsRunOut }),
  });
  recorder.watch(world);
  const messages = schedule(world, RUN_ID, at);
  const info = { runId: RUN_ID, startedAt: world.now(), ...present({ startedBy: user, key }) };
  const filled = applyDefaults(JSON.parse(JSON.stringify(input)), definition.input ?? true) as Readonly<Record<string, unknown>>;
  const { control, result } = runInMemory(world, { definition, input: filled, info });
  const ended = await world.driveOn(result);
  return {
    result: resultOf({ definition, control, result: ended ? await result : undefined, messages }, recorder),
    moments: recorder.records.moments,
  };
}

function timeOf(now: Date | string | number): number {
  const time = new Date(now).getTime();
  if (!Number.isNaN(time)) return time;
  throw new StepwrightError('InvalidValue', `now: ${String(now)} is not a time`, {
    class: 'validation',
    hint: 'write an ISO 8601 time, such as 2025-01-31T09:00:00Z',
  });
}

/** Everything that stands for something else. */
class Cast {
  readonly actions: Readonly<Record<string, MockAction>>;
  readonly children: ChildMocks;
  readonly #definition: WorkflowDefinition;
  readonly #options: PlayOptions;
  readonly #standIns: StandIns;
  readonly #workflows: Map<string, MockAction>;

  constructor(definition: WorkflowDefinition, options: PlayOptions) {
    const { actions = {}, workflows = {}, targets } = options;
    this.#definition = definition;
    this.#options = options;
    this.#standIns = new StandIns(targets);
    this.actions = Object.fromEntries(Object.entries(actions).map(([name, mock]) => [named(name), this.#timed(mockAction(mock))]));
    this.#workflows = new Map(Object.entries(workflows).map(([id, mock]) => [id, this.#timed(mockAction(mock))]));
    this.children = new ChildMocks(this.#workflows);
  }

  unmocked(call: ActionCall, world: InMemoryRuntime): MockAction {
    if (this.#options.unmocked === 'echo') return this.#timed(() => this.#standIns.answer(call, this.#definition));
    const { path, target, action } = call;
    return ended(
      world,
      missingMock({ path, option: 'actions', name: `${target}.${action}`, example: this.#standIns.example(target, action) }),
    );
  }

  childDefinition(
    child: ChildCall,
    { known, world }: { readonly known: WorkflowDefinition | undefined; readonly world: InMemoryRuntime },
  ): WorkflowDefinition | undefined {
    if (this.children.has(child)) return this.children.definition(child);
    if (known !== undefined) return known;
    const { id } = child.definition;
    // Nobody waits for a run that `onComplete` starts.
    if (this.#options.unmocked !== 'echo' && child.parent !== undefined) {
      ended(world, missingMock({ path: child.parent.path, option: 'workflows', name: id, example: {} }));
    }
    const stepId = /[\w-]*$/.exec(child.parent?.path ?? '')?.[0] ?? '';
    const call = { target: MOCKED_CHILD, action: id, stepId };
    this.#workflows.set(
      id,
      this.#timed((params) => this.#standIns.answer({ ...call, params }, this.#definition)),
    );
    return this.children.definition(child);
  }

  /** A mock that takes no time itself takes what the test says of its step. */
  #timed(mock: MockAction): MockAction {
    const { durationOf } = this.#options;
    if (durationOf === undefined) return mock;
    return async (params, context) => {
      let slept = false;
      const sleep = (ms: number) => {
        slept = true;
        return context.sleep(ms);
      };
      try {
        return await mock(params, { ...context, sleep });
      } finally {
        if (!slept) await context.sleep(durationOf(context.stepId));
      }
    };
  }
}

/** Ends the test; the call never does. */
function ended(world: InMemoryRuntime, error: StepwrightError): MockAction {
  world.stop(error);
  return () => new Promise(() => undefined);
}

function named(name: string): string {
  if (/^[^.]+\.[^.]+$/.test(name)) return name;
  throw new StepwrightError('InvalidValue', `actions: "${name}" names no action`, {
    class: 'validation',
    hint: 'write target.action, such as slack.send_notification',
  });
}

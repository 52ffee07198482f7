import type { LoopFields } from '../definition/steps/while.ts';
import type { UntilStep } from '../definition/steps/until.ts';
import type { WhileStep } from '../definition/steps/while.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import { resolveDuration } from './call.ts';
import type { Frame } from './frame.ts';
import { runList } from './list.ts';
import { below, cursorOf, type StepPlace, type StepValue } from './run-context.ts';

/** Iterations of a `while` or `until`, unless the definition or the step says otherwise. */
const DEFAULT_ITERATIONS = 10_000;

type LoopPlace = StepPlace<WhileStep> | StepPlace<UntilStep>;

/** Whether a loop goes on: asked before an iteration, in the one before it, and after each. */
export interface Tests {
  before(frame: Frame): boolean;
  after(frame: Frame): boolean;
}

/** How far a loop has come. */
interface Cursor {
  /** The iteration that runs or is to come. */
  readonly index: number;
  /** It was decided on; what was asked before it is not asked again. */
  readonly begun: boolean;
  /** End of the delay before it, ms since the epoch. */
  readonly due: number;
}

/** Path of an iteration. */
export function bodyOf(path: string, index: number): string {
  return `${path}[${index}]`;
}

/** Repeats a list. The journal keeps the last iteration alone: the loop's own fields see it. */
export async function repeat(at: LoopPlace, tests: Tests): Promise<StepValue> {
  const { run, path, step } = at;
  let cursor = cursorOf<Cursor>(at, () => ({ index: 0, begun: false, due: 0 }));
  const keep = (change: Partial<Cursor>) => run.keep(path, (cursor = { ...cursor, ...change }));
  for (;;) {
    const { index } = cursor;
    const last = lastFrame(at, index);
    if (!cursor.begun) {
      if (!tests.before(last.with(indexes(step, index)))) return { ...lastValue(at, last, index), inner: at.frame.inside(last.body) };
      assertMayIterate(at, index);
      keep({ begun: true, due: index === 0 ? 0 : run.runtime.now() + delayAfter(at, last) });
    }
    if (!(await delayed(at, cursor.due))) return { status: 'cancelled' };
    const frame = at.frame.inside(bodyOf(path, index), indexes(step, index));
    const value = await runList(below(at, { frame, prefix: frame.body }), step.steps);
    if (value.status !== 'completed' || run.returnedFrom(at.scope)) return value;
    if (index > 0) run.journal.fold(last.body);
    // What the loop's own `output` sees: the iteration's steps, not its variables.
    const inner = at.frame.inside(frame.body);
    if (step.breakWhen !== undefined && frame.condition(step.breakWhen)) return { ...value, inner };
    if (!tests.after(frame)) return { ...value, inner };
    keep({ index: index + 1, begun: false });
    run.handOver.look();
  }
}

/** The iteration before the next; before the first it has no steps, so that they are null. */
function lastFrame({ frame, path, step }: LoopPlace, next: number): Frame {
  return frame.inside(bodyOf(path, next - 1), indexes(step, next - 1));
}

function lastValue({ step }: LoopPlace, last: Frame, next: number): StepValue {
  const id = step.steps.at(-1)?.id;
  return { status: 'completed', value: next === 0 || id === undefined ? null : (last.lookup(id)?.value ?? null) };
}

function indexes({ indexAs }: LoopFields, index: number): Readonly<Record<string, unknown>> {
  return indexAs === undefined ? { index } : { index, [indexAs]: index };
}

/** @throws {StepwrightError} `IterationLimit` when one more iteration would be too many */
function assertMayIterate({ run, frame, step }: LoopPlace, index: number): void {
  const own = step.maxIterations === undefined ? undefined : Number(frame.resolve(step.maxIterations));
  const most = own ?? run.definition.limits?.maxIterations ?? DEFAULT_ITERATIONS;
  if (index < most) return;
  throw new StepwrightError('IterationLimit', `"${step.id}" is not done after ${most} iterations`, {
    hint: 'raise maxIterations, or see why its condition does not change',
  });
}

/** The wait between two iterations. */
function delayAfter({ step }: LoopPlace, last: Frame): number {
  return step.delay === undefined ? 0 : resolveDuration(last, { value: step.delay, field: 'delay' });
}

/** False when the loop was cancelled meanwhile. */
async function delayed({ run, scope, path }: LoopPlace, due: number): Promise<boolean> {
  const left = due - run.runtime.now();
  if (left > 0) {
    if ((await run.runtime.sleep(scope, left, `${path} · delay`)).status === 'cancelled') return false;
    await run.gate.pass(scope);
  }
  return !scope.cancelled;
}

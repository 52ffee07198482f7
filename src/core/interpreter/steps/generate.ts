import type { GenerateStep } from '../../definition/steps/generate.ts';
import { outlineOfSteps } from '../../definition/outline.ts';
import type { Step } from '../../definition/step.ts';
import { StepwrightError } from '../../errors/stepwright-error.ts';
import { settersOf } from '../../graph/dependencies.ts';
import { call } from '../call.ts';
import { runList } from '../list.ts';
import { below, type StepPlace, type StepValue } from '../run-context.ts';
import type { Outcome } from '../runtime.ts';
import { variablesAmong } from '../set-inside.ts';
import type { GeneratedSteps } from '../../run/generated-steps.ts';
import { callOf, callUntilGivenUp } from './action.ts';

/** The steps that the action gave, once they are known to be valid. */
interface Cursor {
  readonly steps: readonly Step[];
  readonly attempts: number;
}

export async function runGenerate(at: StepPlace<GenerateStep>): Promise<StepValue> {
  const { run, path, frame } = at;
  const known = run.journal.get(path)?.cursor as Cursor | undefined;
  const made = known === undefined ? await make(at) : ({ status: 'completed', value: known } as const);
  if (made.status !== 'completed') return made;
  const { steps, attempts } = made.value;
  if (known === undefined) {
    run.keep(path, made.value);
    run.generate(idsOf(steps).length);
    run.handOver.recorded(path);
  }
  const inner = frame.generated(path, idsOf(steps));
  const value = await runList(below(at, { frame: inner }), steps);
  // Steps that are generated are in no outline.
  const assigned = run.keepsForReruns ? variablesAmong([...settersOf(steps).keys()], frame) : undefined;
  return { ...value, attempts, inner, ...(assigned === undefined ? {} : { assigned }) };
}

/** Asks the action for steps and has them checked, in an activity: schemas and expressions are a worker's business. */
async function make(at: StepPlace<GenerateStep>): Promise<Outcome<Cursor>> {
  const { frame, step, path } = at;
  const action = callOf(at, step);
  const answer = await callUntilGivenUp(at, action);
  if (answer.status !== 'completed') return answer;
  const { run } = at;
  const steps = stepsIn(answer.value.data, step.id);
  const { cache: _cache, circuitBreaker: _breaker, ...own } = action;
  const check = await call(at, {
    ...own,
    path: `${path}~validate`,
    target: 'stepwright',
    action: 'validate',
    params: { steps, names: [...frame.known], stepIds: frame.stepIds() } satisfies GeneratedSteps,
    summary: `${path}~validate · check the steps`,
  });
  run.handOver.recorded(`${path}~validate`);
  return check.status === 'completed' ? { status: 'completed', value: { steps, attempts: answer.value.attempts } } : check;
}

function stepsIn(data: unknown, id: string): readonly Step[] {
  const steps: unknown = Array.isArray(data) ? data : (data as { readonly steps?: unknown } | null)?.steps;
  if (Array.isArray(steps)) return steps as readonly Step[];
  throw new StepwrightError('InvalidOutput', `the action of "${id}" gave no steps`, {
    class: 'validation',
    hint: 'it returns a list of steps, or { steps: [...] }',
  });
}

/** Ids of steps, nested ones too: their shapes were checked. */
function idsOf(steps: readonly Step[]): readonly string[] {
  return outlineOfSteps(steps).steps.flatMap(({ id }) => id ?? []);
}

import { outlineOf } from '../definition/outline.ts';
import type { CallBase } from '../definition/step-base.ts';
import type { Step } from '../definition/step.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import type { LetterCall, LetterRequest } from '../run/letter.ts';
import { call, ONE_ATTEMPT } from './call.ts';
import { nextRound, runChild } from './child.ts';
import type { Frame } from './frame.ts';
import { untilGivenUp } from './given-up.ts';
import { fileLetter } from './letters.ts';
import type { Run } from './run.ts';
import type { StepPlace, StepValue } from './run-context.ts';
import type { WorkEnd } from './snapshot.ts';

/** Makes the call of a dead letter again, in a run of its own: its output is what the call gives. */
export async function runLetter(run: Run, frame: Frame, { path, stepId, call: made, failure, by }: LetterRequest): Promise<WorkEnd> {
  const at = { run, frame, scope: run.work, slots: [run.slots], prefix: '', execution: undefined, step: stepIn(run, stepId), path };
  const kept = { parked: false, call: made, failure };
  if (run.journal.get(path) === undefined) {
    run.record(at, 'RUNNING');
    await fileLetter(at, { state: 'replaying', letter: kept, by });
    run.keepLetter(path, kept);
  }
  const value = await untilGivenUp(at, { call: made, make: (tried) => makeAgain(at, tried), again: () => nextRound(at), reopens: true });
  run.handOver.recorded(path);
  if (value.status === 'completed') {
    run.output = value.value ?? null;
    run.record(at, 'COMPLETED', { data: value.value, attempts: value.attempts ?? 1 });
    return { status: 'completed' };
  }
  run.record(at, value.status === 'failed' ? 'FAILED' : 'CANCELLED', value.status === 'failed' ? { failure: value.failure } : {});
  return value;
}

async function makeAgain(at: StepPlace, tried: LetterCall): Promise<StepValue> {
  if ('child' in tried) {
    const { keyRunId, runId } = at.run.info;
    // The child of the run that failed has this run's place in its id already.
    const child = { ...tried.child, runId: `${runId}/child`, parent: { runId: keyRunId ?? runId, path: at.path, depth: 1 } };
    return runChild(at, { call: child, retry: ONE_ATTEMPT });
  }
  const outcome = await call(at, tried.action);
  return outcome.status === 'completed' ? { status: 'completed', value: outcome.value.data, attempts: outcome.value.attempts } : outcome;
}

function stepIn({ definition }: Run, stepId: string): CallBase & Step {
  const found = outlineOf(definition).steps.find(({ id }) => id === stepId);
  if (found !== undefined) return found.step as unknown as CallBase & Step;
  // Generated steps are not in the definition.
  if (stepId !== '') return { id: stepId, type: 'action', target: '', action: '', onExhausted: 'dead-letter' };
  throw new StepwrightError('InvalidInput', 'a dead letter names its step', { class: 'validation' });
}

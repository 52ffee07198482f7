import type { Intervention } from './interventions.ts';
import type { StepPlace, StepValue } from './run-context.ts';
import { skipped } from './run-context.ts';

/** What a person said of a step, as its outcome. */
export function valueOf(word: Intervention): StepValue {
  return 'skip' in word ? skipped() : { status: 'completed', value: word.output, given: true };
}

/** Does a step's work until it ends, or a person says what it comes to. */
export async function intervened(at: StepPlace, work: (at: StepPlace) => Promise<StepValue>): Promise<StepValue> {
  const { run, path } = at;
  const scope = at.scope.child();
  let word: Intervention | undefined;
  const end = run.interventions.begin(path, (given) => {
    word = given;
    run.handOver.decided(path);
    scope.cancel('superseded');
  });
  try {
    const value = await work({ ...at, scope });
    return outcomeOf(at, value, word);
  } catch (error) {
    if (word === undefined) throw error;
    return valueOf(word);
  } finally {
    end();
    scope.end();
  }
}

/** An effect that is there in spite of all is there: a skip does not hide it. */
function outcomeOf(at: StepPlace, value: StepValue, word: Intervention | undefined): StepValue {
  if (word === undefined || (at.scope.cancelled && value.status === 'cancelled')) return value;
  return 'skip' in word && value.status === 'completed' ? value : valueOf(word);
}

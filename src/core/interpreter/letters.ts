import type { Failure } from '../errors/failure.ts';
import { present } from '../present.ts';
import type { LetterCall, LetterNote, LetterState } from '../run/letter.ts';
import type { RetrySpec } from '../run/retry.ts';
import { STORE_TIMEOUT, UNTIL_IT_IS_BACK } from './patience.ts';
import type { StepPlace } from './run-context.ts';
import type { Outcome } from './runtime.ts';

/** What a step keeps while its attempts are used up, or were. */
export interface KeptLetter {
  /** It waits for a person. */
  readonly parked: boolean;
  /** As it was tried last, or will be next. */
  readonly call: LetterCall;
  readonly failure: Failure;
}

/** What the store can't take now it never can. */
export const UNTIL_FILED: RetrySpec = { ...UNTIL_IT_IS_BACK, nonRetryable: ['validation'], retryOn: ['*'] };

/** What became of a step, and who said so. */
export interface LetterWord {
  readonly state: LetterState;
  readonly letter: KeptLetter;
  readonly by?: string;
  readonly reason?: string;
  /** Milliseconds that it may take. @default as long as it takes */
  readonly within?: number;
}

/** Writes to the dead letters what became of the step: no work of the run, so neither a pause nor a limit holds it back. */
export async function fileLetter(at: StepPlace, { letter, within, ...word }: LetterWord): Promise<Outcome<unknown>> {
  const { run, step, path } = at;
  const { id, name, version } = run.definition;
  const note: LetterNote = {
    ...word,
    path,
    stepId: step.id,
    stepName: step.name ?? step.id,
    call: letter.call,
    failure: { ...letter.failure, step: letter.failure.step ?? step.id, path: letter.failure.path ?? path },
    definition: { id, name, ...present({ version, hash: run.info.hash }) },
    ...(run.definitionFiled ? {} : { body: run.definition }),
  };
  const key = `${path}~letter`;
  run.handOver.begin(key);
  const outcome = await run.runtime.callAction(at.scope, {
    path: key,
    stepId: step.id,
    target: 'stepwright',
    action: 'letter',
    params: { ...note },
    retry: UNTIL_FILED,
    timeout: STORE_TIMEOUT,
    ...(within === undefined ? {} : { totalTimeout: within }),
    summary: `${key} · ${word.state}`,
  });
  run.handOver.recorded(key);
  if (outcome.status === 'completed') run.definitionFiled = true;
  if (outcome.status === 'failed') run.notice(`the dead letter of ${path} could not be written`, { path, failure: outcome.failure });
  return outcome;
}

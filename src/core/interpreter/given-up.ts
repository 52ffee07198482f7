import type { CallBase } from '../definition/step-base.ts';
import type { Step } from '../definition/step.ts';
import type { LetterCall, LetterVerdict } from '../run/letter.ts';
import { fileLetter, type KeptLetter } from './letters.ts';
import type { StepPlace } from './run-context.ts';
import type { Outcome } from './runtime.ts';
import { Scope } from './scope.ts';

/** One way of trying. */
export interface Trial<O extends Outcome<unknown>> {
  readonly call: LetterCall;
  make(call: LetterCall): Promise<O>;
  /** A person wants it tried again. */
  again?(): void;
}

/** How something ended that was not done. */
type NotDone = Exclude<Outcome<never>, { readonly status: 'completed' }>;

/** Makes a call; when its attempts are used up, `onExhausted` says what then: it fails, is recorded, or waits for a person. */
export async function untilGivenUp<O extends Outcome<unknown>>(at: StepPlace<CallBase & Step>, trial: Trial<O>): Promise<O | NotDone> {
  const { onExhausted = 'fail' } = at.step;
  if (onExhausted === 'fail') return trial.make(trial.call);
  const { run, path, scope } = at;
  let kept = run.journal.get(path)?.letter;
  for (;;) {
    const outcome: O | NotDone =
      kept?.parked === true ? { status: 'failed', failure: kept.failure } : await trial.make(kept?.call ?? trial.call);
    if (outcome.status !== 'failed' || scope.cancelled) {
      if (outcome.status === 'completed' && kept !== undefined) await fileLetter(at, { state: 'recovered', letter: kept });
      return outcome;
    }
    const { failure } = outcome;
    const letter: KeptLetter = { parked: onExhausted === 'park', call: kept?.call ?? trial.call, failure };
    if (
      kept?.parked !== true &&
      (await fileLetter(at, { state: onExhausted === 'park' ? 'parked' : 'dead', letter })).status === 'cancelled'
    )
      return { status: 'cancelled' };
    if (onExhausted === 'dead-letter') return outcome;
    const verdict = await decided(at, letter);
    if (verdict === undefined) {
      await fileLetter({ ...at, scope: Scope.root() }, { state: 'discarded', letter, by: 'cancel' });
      return { status: 'cancelled' };
    }
    if (verdict.do === 'discard') {
      await fileLetter(at, { ...said(verdict), state: 'discarded', letter });
      return outcome;
    }
    kept = { ...letter, parked: false, call: edited(letter.call, verdict) };
    await fileLetter(at, { ...said(verdict), state: 'replaying', letter: kept });
    run.keepLetter(path, kept);
    trial.again?.();
    run.handOver.recorded(path);
    run.record(at, 'RUNNING');
  }
}

/** Waits for a person; undefined: cancelled. What was decided during a pause takes effect on resume. */
async function decided(at: StepPlace, letter: KeptLetter): Promise<LetterVerdict | undefined> {
  const { run, path, scope } = at;
  run.record(at, 'WAITING', { failure: letter.failure });
  run.keepLetter(path, letter);
  run.handOver.recorded(path);
  const verdict = await new Promise<LetterVerdict | undefined>((resolve) => {
    const end = (said: LetterVerdict | undefined) => {
      off();
      leave();
      if (said !== undefined) run.handOver.decided(path);
      resolve(said);
    };
    const leave = run.interventions.park(path, end);
    const off = scope.onCancel(() => end(undefined));
  });
  await run.gate.pass(scope);
  return scope.cancelled ? undefined : verdict;
}

function edited(letter: LetterCall, verdict: LetterVerdict & { readonly do: 'replay' }): LetterCall {
  const { params } = verdict;
  if (params === undefined) return letter;
  return 'action' in letter ? { action: { ...letter.action, params } } : { child: { ...letter.child, input: params } };
}

function said({ by, reason }: LetterVerdict): { readonly by: string; readonly reason?: string } {
  return reason === undefined ? { by } : { by, reason };
}

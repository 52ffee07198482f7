import type { CallBase } from '../definition/step-base.ts';
import type { Step } from '../definition/step.ts';
import type { LetterCall, LetterVerdict } from '../run/letter.ts';
import { PATIENCE } from './patience.ts';
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
  /** Cancelled, it may be tried again elsewhere. */
  readonly reopens?: boolean;
}

/** How something ended that was not done. */
type NotDone = Exclude<Outcome<never>, { readonly status: 'completed' }>;

/** Makes a call; when its attempts are used up, `onExhausted` says what then: it fails, is recorded, or waits for a person. */
export function untilGivenUp<O extends Outcome<unknown>>(at: StepPlace<CallBase & Step>, trial: Trial<O>): Promise<O | NotDone> {
  // Not so much as a moment later: what would be called in another order than before would not replay.
  return (at.step.onExhausted ?? 'fail') === 'fail' ? trial.make(trial.call) : rounds(at, trial);
}

async function rounds<O extends Outcome<unknown>>(at: StepPlace<CallBase & Step>, trial: Trial<O>): Promise<O | NotDone> {
  const { run, path, scope } = at;
  const parks = at.step.onExhausted === 'park';
  let kept = run.journal.get(path)?.letter;
  for (;;) {
    if (kept?.parked !== true) {
      const outcome = await trial.make(kept?.call ?? trial.call);
      if (outcome.status !== 'failed' || scope.cancelled) return closed(at, outcome, kept && { ...trial, letter: kept });
      kept = { parked: parks, call: kept?.call ?? trial.call, failure: outcome.failure };
      await fileLetter(at, { state: parks ? 'parked' : 'dead', letter: kept });
      if (!parks) return outcome;
    }
    const verdict = await decided(at, kept);
    if (verdict === undefined) return closed(at, { status: 'cancelled' }, { ...trial, letter: kept });
    if (verdict.do === 'discard') {
      await fileLetter(at, { ...said(verdict), state: 'discarded', letter: kept });
      return { status: 'failed', failure: kept.failure };
    }
    kept = { ...kept, parked: false, call: edited(kept.call, verdict) };
    await fileLetter(at, { ...said(verdict), state: 'replaying', letter: kept });
    run.keepLetter(path, kept);
    trial.again?.();
    run.handOver.recorded(path);
    run.record(at, 'RUNNING');
  }
}

interface Closing {
  readonly letter: KeptLetter;
  readonly reopens?: boolean;
}

/** Nobody will try again here: a letter that was written says so. */
async function closed<O extends Outcome<unknown>>(at: StepPlace, outcome: O, closing: Closing | undefined): Promise<O> {
  if (closing === undefined) return outcome;
  const { letter, reopens = false } = closing;
  if (outcome.status === 'completed') await fileLetter(at, { state: 'recovered', letter });
  if (outcome.status !== 'cancelled') return outcome;
  const word = at.run.interventions.saidOf(at.path);
  const state = reopens ? 'dead' : word !== undefined && 'output' in word.word ? 'recovered' : 'discarded';
  // The run ends whether the store is there or not.
  const who = word === undefined ? { reason: 'the run was cancelled, or what the step belongs to' } : said(word);
  await fileLetter({ ...at, scope: Scope.root() }, { ...who, state, letter, within: PATIENCE });
  return outcome;
}

/** Waits for a person; undefined: cancelled. What was decided during a pause takes effect on resume. */
async function decided(at: StepPlace, letter: KeptLetter): Promise<LetterVerdict | undefined> {
  const { run, path, scope } = at;
  run.record(at, 'WAITING', { failure: letter.failure });
  run.keepLetter(path, letter);
  run.handOver.recorded(path);
  // It may have been cancelled while the letter was written.
  const verdict = scope.cancelled ? undefined : await heard(at);
  await run.gate.pass(scope);
  return scope.cancelled ? undefined : verdict;
}

function heard({ run, path, scope }: StepPlace): Promise<LetterVerdict | undefined> {
  return new Promise((resolve) => {
    const end = (verdict: LetterVerdict | undefined) => {
      off();
      leave();
      if (verdict !== undefined) run.handOver.decided(path);
      resolve(verdict);
    };
    const leave = run.interventions.park(path, end);
    const off = scope.onCancel(() => end(undefined));
  });
}

function edited(letter: LetterCall, verdict: LetterVerdict & { readonly do: 'replay' }): LetterCall {
  const { params } = verdict;
  if (params === undefined) return letter;
  return 'action' in letter ? { action: { ...letter.action, params } } : { child: { ...letter.child, input: params } };
}

function said({ by, reason }: { readonly by: string; readonly reason?: string }): { readonly by: string; readonly reason?: string } {
  return reason === undefined ? { by } : { by, reason };
}

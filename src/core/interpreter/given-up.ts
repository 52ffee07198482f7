import type { CallBase } from '../definition/step-base.ts';
import type { Step } from '../definition/step.ts';
import type { Failure } from '../errors/failure.ts';
import type { LetterCall, LetterNote, LetterState, LetterVerdict } from '../run/letter.ts';
import type { RetrySpec } from '../run/retry.ts';
import type { StepPlace } from './run-context.ts';
import type { Outcome } from './runtime.ts';
import { Scope } from './scope.ts';

/** What a step keeps while its attempts are used up, or were. */
export interface KeptLetter {
  /** It waits for a person. */
  readonly parked: boolean;
  /** As it was tried last, or will be next. */
  readonly call: LetterCall;
  readonly failure: Failure;
}

/** One way of trying. */
export interface Trial<O extends Outcome<unknown>> {
  readonly call: LetterCall;
  make(call: LetterCall): Promise<O>;
  /** A person wants it tried again. */
  again?(): void;
}

/** How something ended that was not done. */
type NotDone = Exclude<Outcome<never>, { readonly status: 'completed' }>;

/** The store may be away for long: nothing is lost meanwhile. */
const UNTIL_FILED: RetrySpec = {
  maxAttempts: 1_000_000,
  strategy: 'exponential',
  baseDelay: 1000,
  maxDelay: 60_000,
  factor: 2,
  delays: [],
  jitter: 0,
  nonRetryable: [],
  retryOn: ['*'],
};
const FILING_TIMEOUT = 60_000;

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
      if (outcome.status === 'completed' && kept !== undefined) await file(at, 'recovered', kept);
      return outcome;
    }
    const { failure } = outcome;
    const letter: KeptLetter = { parked: onExhausted === 'park', call: kept?.call ?? trial.call, failure };
    if (kept?.parked !== true && (await file(at, onExhausted === 'park' ? 'parked' : 'dead', letter)).status === 'cancelled')
      return { status: 'cancelled' };
    if (onExhausted === 'dead-letter') return outcome;
    const verdict = await decided(at, letter);
    if (verdict === undefined) {
      await file({ ...at, scope: Scope.root() }, 'discarded', letter, { by: 'cancel' });
      return { status: 'cancelled' };
    }
    if (verdict.do === 'discard') {
      await file(at, 'discarded', letter, verdict);
      return outcome;
    }
    kept = { ...letter, parked: false, call: edited(letter.call, verdict) };
    await file(at, 'replaying', kept, verdict);
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

/** Writes to the dead letters what became of the step: no work of the run, so neither a pause nor a limit holds it back. */
export async function file(
  at: StepPlace,
  state: LetterState,
  { call: letter, failure }: KeptLetter,
  said: { readonly by?: string; readonly reason?: string } = {},
): Promise<Outcome<unknown>> {
  const { run, step, path } = at;
  const { id, name, version } = run.definition;
  const { by, reason } = said;
  const note: LetterNote = {
    path,
    stepId: step.id,
    stepName: step.name ?? step.id,
    state,
    call: letter,
    failure: { ...failure, step: failure.step ?? step.id, path: failure.path ?? path },
    ...(by === undefined ? {} : { by }),
    ...(reason === undefined ? {} : { reason }),
    definition: {
      id,
      name,
      ...(version === undefined ? {} : { version }),
      ...(run.info.hash === undefined ? {} : { hash: run.info.hash }),
    },
    ...run.definitionOnce(),
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
    timeout: FILING_TIMEOUT,
    summary: `${key} · ${state}`,
  });
  run.handOver.recorded(key);
  return outcome;
}

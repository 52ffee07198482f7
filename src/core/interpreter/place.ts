import type { Failure } from '../errors/failure.ts';
import { TURN, type PlaceRequest, type Standing } from '../run/place.ts';
import type { RetrySpec } from '../run/retry.ts';
import type { Frame } from './frame.ts';
import type { Run } from './run.ts';
import type { ActionCall, Outcome } from './runtime.ts';
import { Scope } from './scope.ts';
import { PATIENCE, STORE_TIMEOUT, UNTIL_IT_IS_BACK } from './patience.ts';
import type { WorkEnd } from './snapshot.ts';

/** What a run knows of its place; a fresh history goes on with it. */
export interface PlaceState {
  readonly key: string;
  /** Absent: it has asked, and the answer is not known. */
  readonly standing?: Standing;
}

/** Names the timer of a run that waits: where nothing can get lost it need not ring. */
export const ASK_AGAIN = 'place · ask again';

/** Milliseconds until a run that waits asks again, in case nobody could tell it: at first, and at most. */
const FIRST_WAIT = 30_000;
const LONGEST_WAIT = 10 * 60_000;
const BACKING_OFF: RetrySpec = { ...UNTIL_IT_IS_BACK, retryOn: ['*'] };

/** The place of one run among those with its concurrency key. */
export class Place {
  state: PlaceState | undefined;
  #called = false;
  #wake: () => void = () => undefined;

  constructor(state: PlaceState | undefined) {
    this.state = state;
  }

  /** It waits, or was sent away: nothing of its definition happens. */
  get isOutside(): boolean {
    return this.state !== undefined && this.state.standing !== 'held';
  }

  get isQueued(): boolean {
    return this.state?.standing === 'queued';
  }

  /** Its turn may have come. */
  call(): void {
    this.#called = true;
    this.#wake();
  }

  /** Resolves when it was called, or when `until` does. */
  async called(until: Promise<unknown>): Promise<void> {
    if (!this.#called)
      await Promise.race([
        until,
        new Promise<void>((resolve) => {
          this.#wake = resolve;
        }),
      ]);
    this.#called = false;
  }
}

/** Waits for a place, of a run whose definition has `concurrency`. What it gives ends the run before its first step. */
export async function takePlace(run: Run, frame: Frame): Promise<WorkEnd | undefined> {
  const { place, work } = run;
  const key = place.state?.key ?? keyOf(run, frame);
  if (key === undefined || place.state?.standing === 'held') return undefined;
  for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    const asked = await ask(run, key);
    if (asked.status !== 'completed') return asked;
    if (asked.value === 'held') return undefined;
    if (asked.value === 'skipped') return { status: 'cancelled' };
    await turn(run, wait);
    if (work.cancelled) return { status: 'cancelled' };
  }
}

/** Gives the place back, or the place in the queue. */
export async function leavePlace(run: Run): Promise<void> {
  const { state } = run.place;
  if (state === undefined || state.standing === 'skipped') return;
  const call = { ...callOf(run, { path: '~leave', action: 'leave', key: state.key }), totalTimeout: PATIENCE };
  const left = await run.runtime.callAction(Scope.root(), call);
  if (left.status === 'failed') run.notice('the place could not be given back: it is free when the run has ended', left);
}

/** Why a run that was sent away did nothing. */
export function skippedFailure({ place, definition }: Run): Failure | undefined {
  if (place.state?.standing !== 'skipped') return undefined;
  const { key } = place.state;
  const limit = limitOf(definition);
  const message = `the run was skipped: ${limit === 1 ? 'another run' : `${limit} other runs`} with the concurrency key "${key}" had not ended`;
  return { code: 'Skipped', class: 'cancelled', message };
}

/** Undefined: this run needs no place. */
function keyOf({ definition }: Run, frame: Frame): string | undefined {
  const key = frame.resolve(definition.concurrency?.key) ?? null;
  if (key === null) return undefined;
  return typeof key === 'string' ? key : JSON.stringify(key);
}

/** Recorded as a call, so that a fresh history begins only when its outcome is known. */
async function ask(run: Run, key: string): Promise<Outcome<Standing>> {
  const path = '~place';
  // Known from here on: what a call cut off in the middle was given is given back at the end.
  run.place.state ??= { key };
  run.handOver.begin(path);
  const asked = await run.runtime.callAction(run.work, callOf(run, { path, action: 'place', key }));
  if (asked.status === 'completed') stand(run, { key, standing: asked.value.data as Standing });
  run.handOver.recorded(path);
  return asked.status === 'completed' ? { status: 'completed', value: asked.value.data as Standing } : asked;
}

function callOf(run: Run, { path, action, key }: Pick<ActionCall, 'path' | 'action'> & { readonly key: string }): ActionCall {
  const { definition, info } = run;
  const { onLimit = 'queue' } = definition.concurrency ?? {};
  const params: PlaceRequest = { definition: definition.id, key, runId: info.runId, limit: limitOf(definition), onLimit };
  return {
    path,
    stepId: path,
    target: 'stepwright',
    action,
    params: { ...params },
    retry: BACKING_OFF,
    timeout: STORE_TIMEOUT,
    summary: `${path} · ${key}`,
  };
}

function limitOf({ concurrency }: Run['definition']): number {
  return concurrency?.limit ?? 1;
}

/** Notes where the run stands, and tells of waiting. */
function stand(run: Run, { key, standing }: Required<PlaceState>): void {
  const before = run.place.state?.standing;
  run.place.state = { key, standing };
  if (standing === before) return;
  if (standing === 'queued') {
    if (run.status === 'RUNNING') run.status = 'PENDING';
    run.notice(`${TURN.waits}: concurrency key "${key}"`);
  } else if (before === 'queued') {
    if (run.status === 'PENDING') run.status = 'RUNNING';
    run.notice(`${TURN.came}: concurrency key "${key}"`);
  }
}

async function turn(run: Run, wait: number): Promise<void> {
  const clock = run.work.child();
  await run.place.called(run.runtime.sleep(clock, wait, ASK_AGAIN));
  clock.cancel('superseded');
}

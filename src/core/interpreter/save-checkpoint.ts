import { outlineOf } from '../definition/outline.ts';
import type { Failure } from '../errors/failure.ts';
import type { RunJournal } from '../run/wire.ts';
import { PATIENCE, STORE_TIMEOUT, UNTIL_IT_IS_BACK } from './patience.ts';
import type { RunContext } from './run-context.ts';
import type { ActionCall } from './runtime.ts';
import { Scope } from './scope.ts';

/** What the activity that saves a checkpoint is given; the run and the path are those of its call. */
export interface SaveCheckpoint {
  readonly name: string;
  readonly journal: RunJournal;
}

/** Path of what is saved of a run that failed. */
export const FAILED_PATH = '~failed';

/** The call that saves a run; it waits for a store that is away. */
export function checkpointCall(at: { readonly path: string; readonly stepId: string }, params: SaveCheckpoint): ActionCall {
  const call = { target: 'stepwright', action: 'checkpoint', retry: UNTIL_IT_IS_BACK, timeout: STORE_TIMEOUT };
  return { ...at, ...call, params: { ...params }, summary: `${at.path} · save ${params.name}` };
}

/** Saves a run that failed, where its definition has checkpoints; the failure to do so changes nothing about its end. */
export async function keepFailed(run: RunContext): Promise<Failure | undefined> {
  if (!run.savesCheckpoints || !outlineOf(run.definition).steps.some(({ kind }) => kind === 'checkpoint')) return undefined;
  const params = { name: 'failed', journal: run.journalNow() };
  const call = { ...checkpointCall({ path: FAILED_PATH, stepId: FAILED_PATH }, params), totalTimeout: PATIENCE };
  const saved = await run.runtime.callAction(Scope.root(), call);
  return saved.status === 'failed' ? saved.failure : undefined;
}

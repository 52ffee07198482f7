import type { BulkOptions } from '../client/api.ts';
import type { BulkFlags } from './commands/bulk-flags.ts';
import { controlRun, type Control } from './control-run.ts';
import { actOnRuns, assertOneOrMany } from './act-on-runs.ts';

/** One thing to do to a run, or to many. */
interface BulkControl extends Control {
  readonly verb: 'pause' | 'resume' | 'cancel';
  readonly bulk?: BulkOptions;
}

/** Does it to the run with this id; without an id to all that the flags name. */
export async function controlRuns(id: string | undefined, flags: BulkFlags, control: BulkControl): Promise<void> {
  assertOneOrMany(id, flags);
  if (id === undefined) await actOnRuns(flags, { action: control.verb, done: control.done, options: control.bulk ?? {} });
  else await controlRun(id, flags, control);
}

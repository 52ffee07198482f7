import { firstDifference, type Difference } from './difference.ts';
import { fatesIn } from './fates.ts';
import type { RecordedRun } from './recorded-run.ts';
import { hasEnded, recordedAsks } from './recorded-asks.ts';
import { replay, type Replayed, type ReplayOptions } from './replay.ts';
import { replayedAsks } from './replayed-asks.ts';

/** A run that may be replayed with another definition than its own. */
export interface RunToCheck extends RecordedRun {
  /** Its history was changed to hold another version of the definition. */
  readonly otherDefinition?: boolean;
}

export interface Checked<R extends RunToCheck = RunToCheck> {
  readonly run: R;
  /** Absent: the replay asked for the same, with the same params, timers and result. */
  readonly difference?: Difference;
}

/** Replays runs and compares all they asked for with what was recorded. */
export async function* checkRuns<R extends RunToCheck>(
  runs: AsyncIterable<R> | Iterable<R>,
  options: ReplayOptions,
): AsyncGenerator<Checked<R>> {
  for await (const replayed of replay(runs, options)) {
    const difference = differenceOf(replayed);
    yield { run: replayed.run, ...(difference === undefined ? {} : { difference }) };
  }
}

/** The first difference between a recorded run and its replay. */
export function differenceOf({ run, reports, error }: Replayed<RunToCheck>): Difference | undefined {
  const activations = reports.filter((report) => report.kind === 'commands');
  const found = firstDifference(recordedAsks(run), replayedAsks(activations), {
    ended: hasEnded(run),
    otherDefinition: run.otherDefinition === true,
    fate: fatesIn(run, reports),
  });
  if (error === undefined) return found;
  // What threw ended the replay: that nothing came after it tells nothing.
  if (found !== undefined && (found.kind !== 'missing' || error.name === 'DeterminismViolationError')) return found;
  return { kind: 'replay', path: '', message: error.message };
}

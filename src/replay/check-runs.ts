import { firstDifference, type Difference } from './difference.ts';
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

function differenceOf({ run, activations, error }: Replayed<RunToCheck>): Difference | undefined {
  const options = { ended: hasEnded(run), otherDefinition: run.otherDefinition === true };
  // What the workflow code threw ended the replay: what did not come after it tells nothing.
  const found = firstDifference(recordedAsks(run), replayedAsks(activations, run.runId), options);
  if (error === undefined || (found !== undefined && found.kind !== 'missing')) return found;
  if (found !== undefined && error.name === 'DeterminismViolationError') return found;
  return { kind: 'replay', path: '', message: error.message };
}

import { ERROR_CODES } from '../core/errors/codes.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';

/** Exit codes of docs/cli.md. */
export const EXIT = { completed: 0, notCompleted: 1, refused: 2, temporal: 3 } as const;

const KNOWN: ReadonlySet<string> = new Set(ERROR_CODES);
/** What can go wrong with a run once it was accepted; every other code of ours is about what the user gave. */
const OF_RUNS: ReadonlySet<string> = new Set([
  'Timeout',
  'Cancelled',
  'IterationLimit',
  'StepLimit',
  'Rejected',
  'CircuitOpen',
  'Skipped',
  'Failed',
  'PayloadTooLarge',
]);

/** The exit code an error stands for. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof StepwrightError)) return EXIT.notCompleted;
  if (error.code === 'TemporalUnreachable' || error.code === 'StoreUnavailable') return EXIT.temporal;
  return KNOWN.has(error.code) && !OF_RUNS.has(error.code) ? EXIT.refused : EXIT.notCompleted;
}

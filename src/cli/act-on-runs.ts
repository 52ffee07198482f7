import type { BulkAction, BulkOptions, BulkOutcome } from '../client/api.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { present } from '../core/present.ts';
import type { BulkFlags } from './commands/bulk-flags.ts';
import { queryOf, type FilterFlags } from './run-filter.ts';
import { openSession, readSettings } from './session.ts';
import { colorsFor, json, note } from './terminal.ts';

interface Deed {
  readonly action: BulkAction;
  /** In the words of the message: `paused`. */
  readonly done: string;
  readonly options: BulkOptions;
}

const FILTERS: readonly (keyof FilterFlags)[] = ['status', 'tag', 'key', 'since', 'until', 'variable', 'version', 'children', 'limit'];

/**
 * A run id and a filter say two things; `--definition` and `--dry-run` of `rerun` also go with an id.
 *
 * @throws {StepwrightError} `InvalidValue`
 */
export function assertOneOrMany(id: string | undefined, flags: BulkFlags, alsoWithId: readonly (keyof BulkFlags)[] = []): void {
  if (id === undefined) return;
  const more = ['definition', 'dryRun', 'all', ...FILTERS] as const;
  const given = more.filter((name) => flags[name] !== undefined && !alsoWithId.includes(name));
  if (given.length === 0) return;
  throw new StepwrightError('InvalidValue', `both a run id and a filter (${given.join(', ')}) are given`, {
    class: 'validation',
    hint: 'Keep the id for one run, or the filter for many.',
  });
}

/** Does it to all runs that the flags name, past those that fail, and fails at the end. `--json`: `{ runId, action }` a line, or `{ runId, error }`. */
export async function actOnRuns(flags: BulkFlags, { action, done, options }: Deed): Promise<void> {
  const { dryRun, all } = flags;
  const query = await queryOf(flags, Date.now());
  // Variables, and what a run has done, are told by a worker; new runs wait for one.
  const session = await openSession(await readSettings(flags), { worker: action === 'rerun' || query.variables !== undefined });
  let [runs, failed] = [0, 0];
  try {
    for await (const outcome of session.stepwright.bulk(action, query, { ...options, ...present({ dryRun, all }) })) {
      runs += 1;
      if ('error' in outcome) failed += 1;
      tell(outcome, flags, done);
    }
  } finally {
    await session.close();
  }
  if (flags.json !== true) note(`${runs - failed} of ${runs} runs ${dryRun === true ? 'would be ' : ''}${done}`);
  if (failed > 0) throw new StepwrightError('Failed', `${failed} of ${runs} runs could not be ${done}`, { hint: 'Each says why above.' });
}

function tell(outcome: BulkOutcome, flags: BulkFlags, done: string): void {
  const { runId } = outcome;
  const colors = colorsFor(process.stderr);
  if ('error' in outcome) {
    const { code, message } = outcome.error;
    if (flags.json === true) json({ runId, error: { code, message } });
    else note(`${colors.red('✘')} ${runId} ${message}`);
  } else if (flags.json === true) json(outcome);
  else if (outcome.dryRun === true) note(`${runId} would be ${done}`);
  else note(`${colors.green('✔')} ${runId} ${done}${outcome.rerun === undefined ? '' : ` as ${outcome.rerun}`}`);
}

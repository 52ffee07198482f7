import type { StepwrightError } from '../core/errors/stepwright-error.ts';
import { canonicalJson } from '../core/run/canonical-json.ts';
import { BEING_PREPARED, type RunState } from '../core/run/wire.ts';
import type { RunSummary } from './api.ts';
import { someAtOnce } from './at-once.ts';
import type { Cluster } from './cluster.ts';
import { queryRun } from './query-run.ts';
import { temporalError } from './temporal-errors.ts';

type Variables = Readonly<Record<string, unknown>>;

/** What a run says: it fits, it does not, or it does not answer. */
type Answer = { readonly run: RunSummary; readonly fits: boolean } | { readonly error: StepwrightError };

/**
 * Of these runs, those whose variables have these values. Each is asked: a worker replays those that it has not at hand.
 *
 * @throws {StepwrightError} at the end, when a run did not answer: `TemporalUnreachable`
 */
export async function* withVariables(
  cluster: Cluster,
  runs: AsyncIterable<RunSummary>,
  wanted: Variables,
): AsyncGenerator<RunSummary, void, void> {
  let silent: StepwrightError | undefined;
  for await (const answer of someAtOnce(runs, (run) => ask(cluster, run, wanted))) {
    if ('error' in answer) silent ??= answer.error;
    else if (answer.fits) yield answer.run;
  }
  if (silent !== undefined) throw silent;
}

async function ask(cluster: Cluster, run: RunSummary, wanted: Variables): Promise<Answer> {
  try {
    const { variables } = await queryRun<RunState>(cluster, run.runId, { name: 'state' });
    return { run, fits: Object.entries(wanted).every(([name, value]) => isEqual(variables, name, value)) };
  } catch (error) {
    const known = temporalError(error, `ask run "${run.runId}"`);
    // It has not begun, never did, or was forgotten meanwhile: it has no variables.
    const none = known.code === 'RunNotFound' || known.message.includes(BEING_PREPARED);
    return none ? { run, fits: false } : { error: known };
  }
}

function isEqual(variables: Variables, name: string, value: unknown): boolean {
  return Object.hasOwn(variables, name) && canonicalJson(variables[name]) === canonicalJson(value);
}

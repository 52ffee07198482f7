import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { readParams } from '../core/expression/written-params.ts';
import { INTERPRETER } from '../core/interpreter/version.ts';
import { present } from '../core/present.ts';
import type { LetterCall } from '../core/run/letter.ts';
import type { RunInput } from '../core/run/wire.ts';
import { definitionHash } from '../files/definition-hash.ts';
import { DeadLetters, paramsOf, type DeadLetter, type LetterFilter } from '../records/dead-letters.ts';
import type { DeadLetterBox, OperatorOptions, ReplayOptions, Replayed } from './api.ts';
import type { Cluster } from './cluster.ts';
import { assertEnded, describeRun } from './describe-run.ts';
import { operate } from './operate.ts';
import { resultOfRun } from './run-result.ts';
import { startRun } from './start-run.ts';

/** Dead letters, as a client handles them. */
export class ClientDeadLetters implements DeadLetterBox {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  async *list(filter: LetterFilter = {}): AsyncIterable<DeadLetter> {
    yield* (await this.#records()).list(filter);
  }

  async get(id: string): Promise<DeadLetter> {
    return (await this.#records()).get(id);
  }

  async add(runId: string, { as = this.#cluster.config.user, reason }: OperatorOptions = {}): Promise<DeadLetter> {
    const { status } = await describeRun(this.#cluster, runId);
    assertEnded(runId, status.name);
    const { success, workflowId, workflowName, definitionVersion: version, failure } = await resultOfRun(this.#cluster, runId);
    if (success || failure === undefined) {
      throw new StepwrightError('InvalidValue', `run "${runId}" has not failed: there is nothing to try again`, { class: 'validation' });
    }
    const run = { runId, definition: workflowId, definitionName: workflowName, failure, ...present({ version }) };
    return (await this.#records()).addRun(run, { by: as, now: Date.now(), ...present({ reason }) });
  }

  async edit(
    id: string,
    params: Readonly<Record<string, unknown>>,
    { as = this.#cluster.config.user }: OperatorOptions = {},
  ): Promise<DeadLetter> {
    const records = await this.#records();
    assertOpen(await records.get(id), 'edited');
    return records.edit(id, readParams(params) as typeof params, { by: as, now: Date.now() });
  }

  async replay(id: string, options: ReplayOptions = {}): Promise<Replayed> {
    const { params } = options;
    const letter = params === undefined ? await this.get(id) : await this.edit(id, params, options);
    assertOpen(letter, 'replayed');
    if (letter.state === 'parked' && (await this.#say(letter, 'replay', options))) return { id, runId: letter.runId };
    const runId =
      'rerun' in letter.call ? await this.#rerun(letter, options) : await this.#replayAlone({ ...letter, call: letter.call }, options);
    return { id, runId };
  }

  async discard(id: string, options: OperatorOptions = {}): Promise<DeadLetter> {
    const records = await this.#records();
    const letter = await records.get(id);
    assertOpen(letter, 'discarded');
    if (letter.state === 'parked' && (await this.#say(letter, 'discard', options))) return { ...letter, state: 'discarded' };
    const { as = this.#cluster.config.user, reason } = options;
    return records.mark(id, { state: 'discarded', by: as, ...present({ reason }) }, Date.now());
  }

  async #records(): Promise<DeadLetters> {
    return new DeadLetters(await this.#cluster.store());
  }

  /** Tells the run that waits; false when it has ended meanwhile. */
  async #say(letter: DeadLetter, verdict: 'replay' | 'discard', options: OperatorOptions): Promise<boolean> {
    const { runId, path: step } = letter;
    const params = paramsOf(letter.call);
    try {
      const command = verdict === 'replay' ? { do: verdict, step, params } : { do: verdict, step };
      await operate(this.#cluster, runId, { command, options });
      return true;
    } catch (error) {
      if (error instanceof StepwrightError && (error.code === 'RunEnded' || error.code === 'RunNotFound')) return false;
      throw error;
    }
  }

  /** From where it failed; two who do it at once start the same run. */
  async #rerun(letter: DeadLetter, { as = this.#cluster.config.user }: OperatorOptions): Promise<string> {
    // Validation is loaded by those who start runs.
    const { rerunRun } = await import('./rerun.ts');
    const { id, runId, call, history } = letter;
    const again = await rerunRun(this.#cluster, runId, { id: `${runId}~letter#${history.length}`, input: paramsOf(call) });
    await (await this.#records()).mark(id, { state: 'replaying', by: as, reason: `as run ${again}` }, Date.now());
    return again;
  }

  /** In a run of its own, with the idempotency key of the first: an effect that is there after all is not made twice. */
  async #replayAlone(
    letter: DeadLetter & { readonly call: LetterCall },
    { as = this.#cluster.config.user }: OperatorOptions,
  ): Promise<string> {
    const { id, keyRunId, path, stepId, call, failure, history, definitionName, version } = letter;
    const definition = await (await this.#records()).definition(letter);
    const hash = definitionHash(definition);
    const envelope: RunInput = {
      definition,
      hash,
      interpreter: INTERPRETER,
      input: {},
      keyRunId,
      letter: { path, stepId, call, failure, by: as },
      startedBy: as,
      tags: [`dead-letter:${id}`],
      ...present({ ui: this.#cluster.ui }),
    };
    const memo = {
      name: definitionName,
      ...present({ version }),
      definitionHash: hash,
      inputHash: definitionHash(envelope.letter),
      tags: envelope.tags ?? [],
      startedBy: as,
    };
    const summary = `replay of ${path} · ${keyRunId}`;
    // Two who replay the same letter at once start the same run.
    return startRun(
      this.#cluster,
      { type: definition.id, envelope, memo, summary },
      { id: `${keyRunId}~letter/${path}#${history.length}` },
    );
  }
}

function assertOpen({ id, state, history }: DeadLetter, what: string): void {
  if (state === 'dead' || state === 'parked') return;
  const last = history.at(-1);
  const who = last?.by === undefined ? '' : ` by ${last.by}`;
  throw new StepwrightError('LetterClosed', `dead letter "${id}" can't be ${what}: it is ${state}${who} since ${last?.at ?? 'long'}`, {
    class: 'validation',
    hint: state === 'replaying' ? 'its replay is at work, or has been lost: look at its run' : 'rerun its run instead',
  });
}

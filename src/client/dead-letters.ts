import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { INTERPRETER } from '../core/interpreter/version.ts';
import { present } from '../core/present.ts';
import type { RunInput } from '../core/run/wire.ts';
import { definitionHash } from '../files/definition-hash.ts';
import { DeadLetters, type DeadLetter, type LetterFilter } from '../records/dead-letters.ts';
import type { DeadLetterBox, OperatorOptions, ReplayOptions, Replayed } from './api.ts';
import type { Cluster } from './cluster.ts';
import { operate } from './operate.ts';
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

  async edit(
    id: string,
    params: Readonly<Record<string, unknown>>,
    { as = this.#cluster.config.user }: OperatorOptions = {},
  ): Promise<DeadLetter> {
    const records = await this.#records();
    assertOpen(await records.get(id), 'edited');
    return records.edit(id, params, { by: as, now: Date.now() });
  }

  async replay(id: string, options: ReplayOptions = {}): Promise<Replayed> {
    const { params } = options;
    const letter = params === undefined ? await this.get(id) : await this.edit(id, params, options);
    assertOpen(letter, 'replayed');
    if (letter.state === 'parked' && (await this.#say(letter, 'replay', options))) return { id, runId: letter.runId };
    return { id, runId: await this.#replayAlone(letter, options) };
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
    const { runId, path: step, call } = letter;
    const params = 'action' in call ? call.action.params : call.child.input;
    try {
      const command = verdict === 'replay' ? { do: verdict, step, params } : { do: verdict, step };
      await operate(this.#cluster, runId, { command, options });
      return true;
    } catch (error) {
      if (error instanceof StepwrightError && (error.code === 'RunEnded' || error.code === 'RunNotFound')) return false;
      throw error;
    }
  }

  /** In a run of its own, with the idempotency key of the first: an effect that is there after all is not made twice. */
  async #replayAlone(letter: DeadLetter, { as = this.#cluster.config.user }: OperatorOptions): Promise<string> {
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

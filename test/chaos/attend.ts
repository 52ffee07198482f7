import { setTimeout as delay } from 'node:timers/promises';

import type { Run, Stepwright } from '../../src/client/api.ts';
import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';
import type { DeadLetter } from '../../src/records/dead-letters.ts';
import type { Scenario } from './scenarios.ts';

/** What became of one run. */
export interface Attended {
  readonly runId: string;
  readonly kind: string;
  readonly status: string;
  readonly letter?: DeadLetter;
  /** What should not have been. */
  readonly problem?: string;
}

/** Starts runs and does what people do for them, again and again until it is taken. */
export class Attendant {
  /** How often something had to be tried again, by the code of the error. */
  readonly refusals = new Map<string, number>();
  readonly #stepwright: Stepwright;
  readonly #patienceMs: number;

  constructor(stepwright: Stepwright, patienceMs: number) {
    this.#stepwright = stepwright;
    this.#patienceMs = patienceMs;
  }

  async attend(scenario: Scenario, runId: string): Promise<Attended> {
    const { definition, status: expected, people } = scenario;
    const about = { runId, kind: definition.id };
    try {
      const run = await this.#insist(() => this.#stepwright.start(definition, {}, { id: runId }));
      if (people === 'send-events') await this.#sendEvents(run);
      if (people === 'approve') await this.#insist(() => run.approve('ok', { as: 'ada' }), ['NoSuchTask']);
      const parked = people === 'replay-parked' ? await this.#recover(run) : undefined;
      const { status, error = '' } = await this.#insist(() => run.result());
      // It was written before the step failed.
      const letter = people === 'replay-dead' ? await this.#recover(run) : parked;
      return { ...about, status, ...(letter && { letter }), ...(status === expected ? {} : { problem: `ended ${status}: ${error}` }) };
    } catch (error) {
      return { ...about, status: 'UNKNOWN', problem: String(error) };
    }
  }

  /** Each at least twice: the same id counts once. */
  async #sendEvents(run: Run): Promise<void> {
    for (const n of [1, 1, 2, 2]) await this.#insist(() => run.event('go', { n }, { id: `${run.id}-${n}` }));
  }

  /** Mends the step's params and replays its letter until it is recovered. */
  async #recover(run: Run): Promise<DeadLetter> {
    const { deadLetters } = this.#stepwright;
    const { id } = await this.#insist(async () => {
      for await (const letter of deadLetters.list({ runId: run.id })) return letter;
      throw new StepwrightError('NoLetter', `run "${run.id}" has left no dead letter`, { class: 'permanent' });
    }, ['NoLetter']);
    return this.#insist(async () => {
      const { call, ...letter } = await deadLetters.get(id);
      if (letter.state === 'recovered') return { call, ...letter };
      if ('action' in call && letter.state !== 'replaying') {
        const { runId } = await deadLetters.replay(id, { params: { ...(call.action.params as object), broken: false } });
        if (runId !== run.id) await this.#stepwright.run(runId).result();
      }
      throw new StepwrightError('NotRecovered', `dead letter "${id}" is ${letter.state}`, { class: 'transient' });
    }, ['NoSuchStep', 'LetterClosed']);
  }

  /** Tries again what fails for the moment; `awaited` are codes that mean "not yet". What has ended needs nothing more. */
  async #insist<T>(work: () => Promise<T>, awaited: readonly string[] = []): Promise<T> {
    const giveUp = Date.now() + this.#patienceMs;
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof StepwrightError)) throw error;
        const { code } = error;
        if (code === 'RunEnded') return undefined as T;
        if ((error.class !== 'transient' && !awaited.includes(code)) || Date.now() > giveUp) throw error;
        this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
        await delay(300);
      }
    }
  }
}

import { Gate } from './gate.ts';
import type { Runtime } from './runtime.ts';
import { Scope } from './scope.ts';
import { spawn } from './spawn.ts';

/** From this load on calls are held back until those at work are done, for a while. */
const PATIENT_LOAD = 2;
/** From this load on they are held back until then: the server would end the run soon. */
const FORCED_LOAD = 8;
/** Milliseconds that calls are held back for. */
const PATIENCE = 10_000;
/** Load that must be added before calls are held back again. */
const NEXT_TRY = 0.5;

/**
 * Finds the moment at which a run can go on in a fresh history: nothing is called, and all that has happened is in the
 * journal. What began and is not there yet is announced here.
 */
export class HandOver {
  readonly #runtime: Runtime;
  readonly #ready: () => void;
  /** Closed while calls are held back. */
  readonly gate = new Gate();
  /** Paths of calls whose outcome is not in the journal yet. */
  readonly #calls = new Set<string>();
  /** What was decided and takes effect, which calls may belong to: they are not held back then. */
  readonly #decisions = new Set<string>();
  #state: 'open' | 'looking' | 'over' = 'open';
  #holding = false;
  #tryFrom = PATIENT_LOAD;
  #changed: () => void = () => undefined;

  /** `ready` is called once, at that moment. */
  constructor(runtime: Runtime, ready: () => void) {
    this.#runtime = runtime;
    this.#ready = ready;
  }

  /** A call begins, or something was taken that must not be lost. */
  begin(path: string): void {
    this.#calls.add(path);
  }

  /** Something was decided (a time limit, a join) that the journal does not say yet. */
  decided(key: string): void {
    this.#decisions.add(key);
    this.gate.open();
    this.#changed();
  }

  /** The journal has it now: a good moment to look. */
  recorded(key: string): void {
    const known = this.#calls.delete(key);
    const decided = this.#decisions.delete(key);
    if (!known && !decided) return;
    this.#changed();
    this.look();
  }

  /** Never again: the run was asked to cancel, which a fresh history would not know, or it has ended. */
  off(): void {
    this.#state = 'over';
    this.gate.open();
    this.#changed();
  }

  /** Looks whether it is time, and then whether it is the moment. */
  look(): void {
    if (this.#state !== 'open') return;
    const load = this.#runtime.historyLoad();
    if (load < 1 || (this.#busy && load < this.#tryFrom)) return;
    this.#state = 'looking';
    void spawn(async () => {
      await (this.#busy ? this.#drain(load) : this.#atOnce());
      return { status: 'completed', value: null };
    });
  }

  /** The journal says everything but how these calls end, and the run goes on in this history. */
  standsBut(pending: ReadonlySet<string>): boolean {
    return this.#state === 'open' && this.#decisions.size === 0 && [...this.#calls].every((path) => pending.has(path));
  }

  get #busy(): boolean {
    return this.#calls.size > 0 || this.#decisions.size > 0;
  }

  /** Nothing is called right now: unless something else begins, this is the moment. */
  async #atOnce(): Promise<void> {
    this.gate.close();
    await this.#runtime.quiet();
    if (this.#state === 'looking') this.#finish(!this.#busy);
  }

  async #drain(load: number): Promise<void> {
    this.#holding = true;
    const clock = Scope.root();
    if (load < FORCED_LOAD) {
      void spawn(async () => {
        const slept = await this.#runtime.sleep(clock, PATIENCE, 'hand-over · patience');
        if (slept.status === 'completed') this.#giveUp(load);
        return slept;
      });
    }
    while (this.#holding && this.#state === 'looking') {
      if (this.#decisions.size === 0) this.gate.close();
      if (!this.#busy) {
        await this.#runtime.quiet();
        if (!this.#busy) break;
      } else await this.#change();
    }
    clock.cancel('superseded');
    if (this.#state === 'looking') this.#finish(this.#holding && !this.#busy);
  }

  #giveUp(load: number): void {
    this.#holding = false;
    this.#tryFrom = Math.max(PATIENT_LOAD, load) + NEXT_TRY;
    this.#changed();
  }

  #finish(quiet: boolean): void {
    this.#holding = false;
    if (quiet) {
      this.#state = 'over';
      this.#ready();
      return;
    }
    this.#state = 'open';
    this.gate.open();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#changed = resolve;
    });
  }
}

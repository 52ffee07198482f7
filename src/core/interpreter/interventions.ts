import type { LetterVerdict } from '../run/letter.ts';

/** A person's word in place of a step's own outcome. */
export type Intervention = { readonly skip: true } | { readonly output: unknown };

/** A word, and who said it. */
export interface Said {
  readonly word: Intervention;
  readonly by: string;
  readonly reason?: string;
}

/** Where people put their hands on the steps of a run: those at work, those parked, and those yet to begin. */
export class Interventions {
  readonly #planned: Map<string, Intervention>;
  readonly #running = new Map<string, (word: Intervention) => void>();
  /** Words said to steps at work that have not ended yet. */
  readonly #said = new Map<string, Said>();
  readonly #parked = new Map<string, (verdict: LetterVerdict) => void>();

  constructor(planned: Readonly<Record<string, Intervention>> = {}) {
    this.#planned = new Map(Object.entries(planned));
  }

  /** For a step that has not begun. */
  plan(path: string, word: Intervention): void {
    this.#planned.set(path, word);
  }

  /** What was planned for a step that is about to begin. */
  take(path: string): Intervention | undefined {
    const word = this.#planned.get(path);
    this.#planned.delete(path);
    return word;
  }

  /** A step is at work; returns the way to say that it is no more. */
  begin(path: string, hear: (word: Intervention) => void): () => void {
    this.#running.set(path, hear);
    return () => {
      this.#running.delete(path);
      this.#said.delete(path);
    };
  }

  /** A step waits for a person; returns the way to say that it waits no more. */
  park(path: string, hear: (verdict: LetterVerdict) => void): () => void {
    this.#parked.set(path, hear);
    return () => this.#parked.delete(path);
  }

  /** Paths of the steps at work. */
  running(): readonly string[] {
    return [...this.#running.keys()];
  }

  parked(): readonly string[] {
    return [...this.#parked.keys()];
  }

  /** Says a word to a step at work, which counts once; false when there is none. */
  say(path: string, said: Said): boolean {
    const hear = this.#running.get(path);
    if (hear === undefined) return false;
    this.#running.delete(path);
    this.#said.set(path, said);
    hear(said.word);
    return true;
  }

  /** What was said to a step that has not ended yet. */
  saidOf(path: string): Said | undefined {
    return this.#said.get(path);
  }

  /** Says what becomes of a parked step; false when there is none. */
  decide(path: string, verdict: LetterVerdict): boolean {
    const hear = this.#parked.get(path);
    hear?.(verdict);
    return hear !== undefined;
  }

  /** What a fresh history needs to know. */
  state(): Readonly<Record<string, Intervention>> | undefined {
    return this.#planned.size === 0 ? undefined : Object.fromEntries(this.#planned);
  }
}

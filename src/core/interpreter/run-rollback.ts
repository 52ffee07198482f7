import { present } from '../present.ts';
import type { FailedUndo } from '../run/rollback-note.ts';

/** A person's word on a rollback that waits for one. */
export interface RollbackVerdict {
  readonly confirmed: boolean;
  /** Paths of the steps that are undone. @default all of the plan */
  readonly paths?: readonly string[];
  readonly by: string;
  readonly reason?: string;
}

/** How far the rollback of a run is. */
export interface RunRollbackState {
  /** It waits for a person's word. */
  readonly waits: boolean;
  readonly verdict?: RollbackVerdict;
  /** ms since the epoch. */
  readonly startedAt?: number;
  /** Paths of the steps undone, in that order. */
  readonly undone: readonly string[];
  readonly failed: readonly FailedUndo[];
}

/** Where somebody had decided before the run began, which is there to undo another one. */
export function decidedAlready({ verdict }: { readonly verdict?: RollbackVerdict }): RunRollbackState | undefined {
  return verdict === undefined ? undefined : { waits: false, verdict, undone: [], failed: [] };
}

/** The rollback of the whole run: what is decided about it, and how far it is. */
export class RunRollback {
  readonly undone: string[];
  readonly failed: FailedUndo[];
  startedAt: number | undefined;
  #waits: boolean;
  #verdict: RollbackVerdict | undefined;
  #hear: () => void = () => undefined;

  constructor({ waits, verdict, startedAt, undone, failed }: RunRollbackState = { waits: false, undone: [], failed: [] }) {
    this.#waits = waits;
    this.#verdict = verdict;
    this.startedAt = startedAt;
    this.undone = [...undone];
    this.failed = [...failed];
  }

  get waits(): boolean {
    return this.#waits;
  }

  get verdict(): RollbackVerdict | undefined {
    return this.#verdict;
  }

  get declined(): boolean {
    return this.#verdict?.confirmed === false;
  }

  /** From now on a person is waited for. */
  wait(): void {
    this.#waits = true;
  }

  decide(verdict: RollbackVerdict): void {
    this.#waits = false;
    this.#verdict = verdict;
    this.#hear();
  }

  /** Resolves when a person has decided. */
  async decided(): Promise<void> {
    if (this.#verdict !== undefined) return;
    await new Promise<void>((resolve) => {
      this.#hear = resolve;
    });
  }

  /** What a fresh history needs to know. */
  state(): RunRollbackState | undefined {
    const { startedAt, undone, failed } = this;
    if (!this.#waits && this.#verdict === undefined && startedAt === undefined) return undefined;
    return { waits: this.#waits, ...present({ verdict: this.#verdict, startedAt }), undone, failed };
  }
}

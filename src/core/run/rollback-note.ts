/** A step that could not be undone. */
export interface FailedUndo {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** Params of `stepwright.rollback`: a run's word on the rollback that it has just been through. */
export interface RollbackNote {
  readonly definition: { readonly id: string; readonly name: string; readonly version?: string };
  /** By its definition alone, by a person's word on a run that waited for it, or after the end of the run. */
  readonly how: 'automatic' | 'manual' | 'afterwards';
  /** `failed`: of at least one step. */
  readonly outcome: 'done' | 'failed' | 'declined';
  /** ms since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Paths of the steps undone, in that order. */
  readonly undone: readonly string[];
  readonly failed: readonly FailedUndo[];
  /** Paths of the steps that could have been undone and were not: a person left them out, or declined. */
  readonly left: readonly string[];
  /** Who confirmed, declined, or started it afterwards. */
  readonly by?: string;
  readonly reason?: string;
  /** Why the run was to be undone. */
  readonly cause?: { readonly code: string; readonly message: string };
}

import type { Load, Work } from './contestant.ts';

/** What the bench asks a contestant's process. */
export type Request = { readonly id: number; readonly work: Work; readonly load?: Load } | { readonly id: number; readonly close: true };

/** One run. */
export interface Run {
  readonly ms: number;
  readonly runId: string;
}

/** Many runs. */
export interface Loaded {
  readonly seconds: number;
  /** Processor time of the process, in milliseconds. */
  readonly processor: number;
  /** Of each run, in milliseconds. */
  readonly latencies: readonly number[];
}

export type Reply = { readonly id: number; readonly value: Run | Loaded | null } | { readonly id: number; readonly error: string };

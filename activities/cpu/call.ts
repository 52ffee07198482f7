import type { Usage } from '../../src/core/run/usage.ts';
import type { CpuFunction } from '../../src/core/target/target.ts';

/** To the process of a CPU function. */
export interface CpuCall {
  readonly function: CpuFunction;
  readonly params: unknown;
}

/** What a function threw, as it can be told to another process. */
export interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly code?: unknown;
  readonly class?: unknown;
  readonly details?: unknown;
}

/** From the thread to its process. */
export type CpuOutcome = { readonly value: unknown } | { readonly thrown: Thrown };

/** From the process: how the function ended, or which limit it ran into. */
export type CpuAnswer = (CpuOutcome | { readonly limit: 'memory' | 'cpuTime' }) & { readonly usage: Usage };

/** A file of TypeScript, by its name. */
export const TYPESCRIPT = /\.[cm]?ts$/;

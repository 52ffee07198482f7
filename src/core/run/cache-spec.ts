import type { FrozenCondition } from '../expression/frozen-condition.ts';

/** A step's `cache` with its defaults filled in: what travels to where the call is made. */
export interface CacheSpec {
  /** Who shares what is kept: the run, all runs of the definition, everybody. */
  readonly scope: 'run' | 'definition' | 'global';
  /** Id of the definition. */
  readonly definition: string;
  /** With the action it names what is kept. Absent: the params do. */
  readonly key?: unknown;
  /** Milliseconds until it is made anew. */
  readonly ttl: number;
  /** Whether a result is kept: an expression over `$result` and the step itself. */
  readonly when?: FrozenCondition;
}

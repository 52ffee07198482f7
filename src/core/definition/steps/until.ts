import type { LoopFields } from './while.ts';

/** Repeats `steps` until the condition, tested after each iteration, holds. */
export interface UntilStep extends LoopFields {
  readonly type: 'until';
}

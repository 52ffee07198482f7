import type { CallBase } from '../step-base.ts';

/** Transforms data with JSONata, in an activity. */
export interface TransformStep extends CallBase {
  readonly type: 'transform';
  readonly input?: unknown;
  readonly jsonata: string;
}

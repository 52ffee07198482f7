import type { JsonSchema } from '../json.ts';
import type { StepBase } from '../step-base.ts';

/** Checks data against a JSON Schema and gives it back; fails with every violation and its path. */
export interface ValidateStep extends StepBase {
  readonly type: 'validate';
  readonly data: unknown;
  readonly schema: JsonSchema;
}

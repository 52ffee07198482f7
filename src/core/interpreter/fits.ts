import type { JsonSchema } from '../definition/json.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import { checkJson } from '../schema-check/check-json.ts';

/** Violations named in the message; `details` has them all. */
const NAMED = 10;

export interface Demand {
  readonly schema: JsonSchema | undefined;
  readonly code: 'InvalidInput' | 'InvalidOutput';
  /** Begins the message, e.g. `the input does not fit its schema`. */
  readonly complaint: string;
}

/** @throws {StepwrightError} with every violation and its path, when the data does not fit */
export function assertFits(data: unknown, { schema, code, complaint }: Demand): void {
  const violations = schema === undefined ? [] : checkJson(data, schema);
  if (violations.length === 0) return;
  const named = violations.slice(0, NAMED).map(({ pointer, message }) => `${pointer || '/'} ${message}`);
  const more = violations.length > NAMED ? ` and ${violations.length - NAMED} more` : '';
  throw new StepwrightError(code, `${complaint}: ${named.join('; ')}${more}`, { class: 'validation', details: violations });
}

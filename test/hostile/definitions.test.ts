import { describe, expect, test } from 'vitest';

import { parseDefinition } from '../../src/core/definition/parse.ts';
import { validateWorkflow } from '../../src/core/validation/validate-workflow.ts';
import { DEFINITIONS, TEXTS } from './corpus.ts';

/** Generous: other work may share the machine. Without limits these take from minutes to for ever. */
const BOUND_MS = 30_000;
/** Problems are told to people, and travel in failures. */
const MOST_TOLD = 4_000_000;

describe('hostile definitions are refused in time', () => {
  test.each(DEFINITIONS)(
    '%s: %s',
    (_what, code, make) => {
      const definition = make();
      const from = performance.now();
      const { valid, problems } = validateWorkflow(definition);
      expect(performance.now() - from).toBeLessThan(BOUND_MS);
      expect(valid).toBe(false);
      expect(problems.map((problem) => problem.code)).toContain(code);
      expect(problems.length).toBeLessThanOrEqual(2000);
      expect(problems.reduce((sum, { message, hint = '' }) => sum + message.length + hint.length, 0)).toBeLessThan(MOST_TOLD);
    },
    2 * BOUND_MS,
  );
});

describe('hostile texts are not read, and say so in time', () => {
  test.each(TEXTS)(
    '%s (%s)',
    (_what, format, make) => {
      const text = make();
      const from = performance.now();
      const { value, problems } = parseDefinition(text, { format });
      expect(performance.now() - from).toBeLessThan(BOUND_MS);
      expect(value).toBeUndefined();
      expect(problems[0]?.code).toBe(format === 'json' ? 'InvalidJson' : 'InvalidYaml');
      expect(problems.length).toBeLessThanOrEqual(1000);
    },
    2 * BOUND_MS,
  );
});

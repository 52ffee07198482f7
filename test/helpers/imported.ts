import { readFileSync } from 'node:fs';
import { importWorkflow, type ImportedWorkflow, type ImportOptions } from '../../src/core/dialect/import-workflow.ts';
import { parseDefinition } from '../../src/core/definition/parse.ts';
import { defineStep } from '../../src/core/target/define-step.ts';
import type { Target } from '../../src/core/target/target.ts';

const fixtures = new URL('../fixtures/dialects/', import.meta.url);

/** Imports a file of test/fixtures/dialects. */
export function importFixture(file: string, options: ImportOptions = {}): ImportedWorkflow {
  const { value, locate } = parseDefinition(readFileSync(new URL(file, fixtures), 'utf8'), { file });
  return importWorkflow(value, { ...options, locate });
}

/** What is wrong with a document, each as `pointer code message (hint)`. */
export function importProblems(document: unknown, options: ImportOptions = {}): readonly string[] {
  return importWorkflow(document, options).problems.map(
    ({ pointer, code, message, hint }) => `${pointer} ${code} ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );
}

/** Step functions of these names. */
export function stepFunctions(...names: readonly string[]): readonly Target[] {
  return names.map((name) => defineStep(name, () => null));
}

import { readFile } from 'node:fs/promises';

import { parseDefinition } from '../core/definition/parse.ts';
import type { Problem } from '../core/definition/problem.ts';
import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { builtinTargets } from '../core/target/builtin/index.ts';
import { mergeTargets } from '../core/target/merge-targets.ts';
import type { TargetSpec } from '../core/target/target.ts';
import { problemSentence } from '../core/validation/sentence.ts';
import { validateWorkflow, type ValidateOptions } from '../core/validation/validate-workflow.ts';

export interface LoadWorkflowOptions {
  /** Targets beside the built-in ones that the definition may use. */
  readonly targets?: readonly TargetSpec[];
  /** Names that the input is known to have: a definition without an `input` schema does not say them itself. */
  readonly inputNames?: readonly string[];
}

/**
 * Reads and validates a definition, YAML or JSON by the file's ending.
 *
 * @throws {StepwrightError} with the first problem's code; `details` lists all problems with file, line and column
 */
export async function loadWorkflow(file: string, options: LoadWorkflowOptions = {}): Promise<WorkflowDefinition> {
  const { value, problems, locate } = parseDefinition(await textOf(file), { file });
  if (value === undefined) throw invalidDefinition(file, problems);
  return checkedDefinition(value, file, { ...options, file, locate });
}

/**
 * The definition, when it is valid; `source` is its file or id.
 *
 * @throws {StepwrightError} as `loadWorkflow`
 */
export function checkedDefinition(
  definition: unknown,
  source: string,
  { targets = [], inputNames = [], ...place }: LoadWorkflowOptions & Omit<ValidateOptions, 'targets'> = {},
): WorkflowDefinition {
  const all = [...mergeTargets<TargetSpec>([...builtinTargets, ...targets]).values()];
  const { valid, problems } = validateWorkflow(withInputNames(definition, inputNames), { ...place, targets: all });
  if (!valid) throw invalidDefinition(source, problems);
  return definition as WorkflowDefinition;
}

/** As if the definition had an `input` schema with these names, and open for others. */
function withInputNames(definition: unknown, names: readonly string[]): unknown {
  if (names.length === 0 || typeof definition !== 'object' || definition === null || Array.isArray(definition) || 'input' in definition)
    return definition;
  const properties = Object.fromEntries(names.map((name) => [name, true]));
  return { ...definition, input: { type: 'object', properties, additionalProperties: true } };
}

function invalidDefinition(source: string, problems: readonly Problem[]): StepwrightError {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const more = errors.length > 1 ? `, and ${errors.length - 1} more` : '';
  return new StepwrightError(
    first?.code ?? 'InvalidValue',
    `${source} is not valid: ${first === undefined ? '' : problemSentence(first)}${more}`,
    {
      class: 'validation',
      hint: 'stepwright validate shows every problem at its place.',
      details: problems,
    },
  );
}

async function textOf(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new StepwrightError('InvalidValue', missing ? `there is no workflow file ${file}` : `${file} can't be read`, {
      class: 'validation',
      hint: 'Paths are relative to the folder you are in. A definition by its id is given as { id }.',
      cause: error,
    });
  }
}

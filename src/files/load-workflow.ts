import { readFile } from 'node:fs/promises';

import { parseDefinition } from '../core/definition/parse.ts';
import type { Problem } from '../core/definition/problem.ts';
import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { problemSentence } from '../core/validation/sentence.ts';
import { validateWorkflow, type ValidateOptions } from '../core/validation/validate-workflow.ts';

export type LoadWorkflowOptions = Pick<ValidateOptions, 'targets' | 'inputNames'>;

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
export function checkedDefinition(definition: unknown, source: string, options: ValidateOptions = {}): WorkflowDefinition {
  const { valid, problems } = validateWorkflow(definition, options);
  if (!valid) throw invalidDefinition(source, problems);
  return definition as WorkflowDefinition;
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

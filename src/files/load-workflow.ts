import { readFile } from 'node:fs/promises';

import { parseWorkflow } from '../core/definition/load.ts';
import type { Problem } from '../core/definition/problem.ts';
import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { TargetSpec } from '../core/target/target.ts';
import { problemSentence } from '../core/validation/sentence.ts';

export interface LoadWorkflowOptions {
  /** Targets beside the built-in ones that the definition may use. */
  readonly targets?: readonly TargetSpec[];
}

/**
 * Reads and validates a definition, YAML or JSON by the file's ending.
 *
 * @throws {StepwrightError} with the first problem's code; `details` lists all problems with file, line and column
 */
export async function loadWorkflow(file: string, options: LoadWorkflowOptions = {}): Promise<WorkflowDefinition> {
  const { definition, problems } = parseWorkflow(await textOf(file), { file, ...options });
  if (definition === undefined) throw invalidDefinition(file, problems);
  return definition;
}

/** A definition that can't be started; `source` is its file or id. */
export function invalidDefinition(source: string, problems: readonly Problem[]): StepwrightError {
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

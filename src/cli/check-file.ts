import { readFile } from 'node:fs/promises';

import { parseWorkflow } from '../core/definition/load.ts';
import type { Problem } from '../core/definition/problem.ts';
import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import type { TargetSpec } from '../core/target/target.ts';
import { validateWorkflow } from '../core/validation/validate-workflow.ts';
import type { CheckedFile } from './checked-file.ts';

export interface CheckOptions {
  /** Targets beside the built-in ones. */
  readonly targets: readonly TargetSpec[];
  /** Names that the input of the run to start has. */
  readonly inputNames?: readonly string[];
}

/**
 * Reads and checks a workflow file; what is wrong with it, its absence included, is among its problems.
 */
export async function checkFile(file: string, options: CheckOptions): Promise<CheckedFile> {
  const text = await readText(file);
  if (typeof text !== 'string') return { file, problems: [text] };
  const { definition, problems } = parseWorkflow(text, { file, ...options });
  return {
    file,
    problems: options.targets.length > 0 ? problems : problems.map(withTargetsHint),
    text,
    ...(definition === undefined ? {} : { definition }),
  };
}

/** What a file of the user holds, or why that can't be told. */
export async function readText(file: string): Promise<string | Problem> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    return unreadable(file, error as NodeJS.ErrnoException);
  }
}

/** As `checkFile`, for a definition that a program made. */
export function checkDefinition(definition: WorkflowDefinition, file: string, options: CheckOptions): CheckedFile {
  const { valid, problems } = validateWorkflow(definition, { ...options, file });
  return { file, problems, ...(valid ? { definition } : {}) };
}

/** Who gave no targets has perhaps only forgotten to. */
function withTargetsHint(problem: Problem): Problem {
  if (problem.code !== 'UnknownTarget') return problem;
  const hint = 'your own targets are given with --targets FILE';
  return { ...problem, hint: problem.hint === undefined ? hint : `${problem.hint}; ${hint}` };
}

function unreadable(file: string, { code, message }: NodeJS.ErrnoException): Problem {
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EISDIR: 'this is a folder',
    EACCES: 'it may not be read',
  };
  return {
    severity: 'error',
    code: 'InvalidValue',
    pointer: '',
    message: reasons[code ?? ''] ?? message,
    file,
    hint: code === 'EISDIR' ? 'Name the files in it.' : 'Paths are relative to the folder you are in.',
  };
}

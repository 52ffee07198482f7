import type { Problem } from '../core/definition/problem.ts';
import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';

/** A definition that was looked at. */
export interface CheckedFile {
  /** As the user named it. */
  readonly file: string;
  readonly problems: readonly Problem[];
  /** Absent when one of the problems is an error. */
  readonly definition?: WorkflowDefinition;
  /** What the file holds; absent when it cannot be read. */
  readonly text?: string;
}

/** Definitions that are not valid, as one error: its code and message are those of the first problem. */
export function refuse(files: readonly CheckedFile[]): StepwrightError {
  const errors = files.flatMap(({ problems }) => problems).filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const place = first === undefined ? '' : [first.file, first.line, first.column].filter((part) => part !== undefined).join(':');
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new StepwrightError(first?.code ?? 'InvalidValue', `${place === '' ? '' : `${place}: `}${first?.message ?? 'not valid'}${more}`, {
    class: 'validation',
    hint: first?.hint ?? 'stepwright validate shows every problem at its place.',
    details: new RefusedFiles(files),
  });
}

/** The files of `refuse`, for those who show them. */
export class RefusedFiles {
  readonly files: readonly CheckedFile[];
  constructor(files: readonly CheckedFile[]) {
    this.files = files;
  }
}

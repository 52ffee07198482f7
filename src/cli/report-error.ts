import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { Problem } from '../core/definition/problem.ts';
import { RefusedFiles } from './checked-file.ts';
import type { CheckedFile } from './checked-file.ts';
import type { OutputFlags } from './flags.ts';
import { renderChecked } from './render/checked-file.ts';
import { colorsFor, data, note } from './terminal.ts';
import type { Colors } from './terminal.ts';

/** An error as programs get it. */
export interface ErrorReport {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** Of a definition or an input that is not valid: everything found. */
  readonly problems?: readonly Problem[];
}

export function errorReport(error: unknown): ErrorReport {
  if (error instanceof StepwrightError) {
    const { code, message, hint, details } = error;
    const problems = problemsOf(details);
    return { code, message, ...(hint === undefined ? {} : { hint }), ...(problems.length === 0 ? {} : { problems }) };
  }
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && error.name !== '' ? error.name : 'Error';
  return { code, message, hint: 'This should not have happened: run it again with --debug to see where it comes from.' };
}

/** What, and what to do about it; where it comes from only with `debug`. */
export function renderError(error: unknown, colors: Colors, debug = false): string {
  if (error instanceof StepwrightError && error.details instanceof RefusedFiles && !debug) return renderAll(error.details.files, colors);
  const { code, message, hint, problems = [] } = errorReport(error);
  const lines = [`${colors.red(`error[${code}]`)} ${message}`];
  if (problems.length > 1)
    lines.push(...problems.map((problem) => `  ${[problem.pointer, problem.message].filter((part) => part !== '').join(' ')}`));
  if (hint !== undefined) lines.push(`  ${hint}`);
  if (debug) lines.push(colors.dim(stackOf(error)));
  return lines.join('\n');
}

function problemsOf(details: unknown): readonly Problem[] {
  if (details instanceof RefusedFiles) return details.files.flatMap((file) => file.problems);
  return Array.isArray(details) ? details.filter(isProblem) : [];
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'pointer' in value && 'message' in value;
}

function renderAll(files: readonly CheckedFile[], colors: Colors): string {
  return files.map((file) => renderChecked(file, colors)).join('\n\n');
}

/** On stdout as one JSON document with `--json`, as prose on stderr without. */
export function reportError(error: unknown, flags: OutputFlags): void {
  if (flags.json === true) {
    data(JSON.stringify({ error: errorReport(error) }));
    if (flags.debug === true) note(stackOf(error));
  } else {
    note(renderError(error, colorsFor(process.stderr), flags.debug));
  }
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? error.message;
  return error.cause === undefined ? own : `${own}\nCaused by: ${stackOf(error.cause)}`;
}

import type { Locate } from '../core/definition/locate.ts';
import { parseDefinition } from '../core/definition/parse.ts';
import { pointerSegments } from '../core/definition/pointer.ts';
import type { Problem } from '../core/definition/problem.ts';
import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { problemSentence } from '../core/validation/sentence.ts';
import { validateWorkflow, type ValidateOptions } from '../core/validation/validate-workflow.ts';

/** What a definition is checked with before it runs in memory. */
export interface DefinitionCheck extends Pick<ValidateOptions, 'targets' | 'inputNames' | 'file' | 'locate'> {
  /** What stands for actions, named `target.action`; `all`: something stands for every one. */
  readonly mocked: readonly string[] | 'all';
}

/** A definition that was looked at. */
export interface Checked {
  readonly problems: readonly Problem[];
  /** Absent when one of the problems is an error. */
  readonly definition?: WorkflowDefinition;
}

/**
 * Checks a definition. An action that nobody knows is only a warning where something stands for it, and so is a target with
 * any action for which something stands.
 */
export function checkDefinition(definition: unknown, { mocked, ...options }: DefinitionCheck): Checked {
  const { problems } = validateWorkflow(definition, options);
  return checked(
    definition,
    problems.map((problem) => {
      if (problem.code !== 'UnknownTarget' && problem.code !== 'UnknownAction') return problem;
      return isMocked(definition, problem, mocked) ? { ...problem, severity: 'warning' } : withMockHint(problem);
    }),
  );
}

/** The same for the text of a file, with where things stand in it. */
export function checkDefinitionText(
  text: string,
  check: DefinitionCheck & { readonly file: string },
): Checked & { readonly locate: Locate } {
  const { value, problems, locate } = parseDefinition(text, { file: check.file });
  if (problems.some(isError)) return { problems, locate };
  const { problems: more } = checkDefinition(value, { ...check, locate });
  return { ...checked(value, [...problems, ...more]), locate };
}

/**
 * The definition, when it is valid; `source` names it.
 * @throws {StepwrightError} with the first problem's code; the message has all of them, `details` as well
 */
export function validDefinition({ definition, problems }: Checked, source: string): WorkflowDefinition {
  if (definition !== undefined) return definition;
  const errors = problems.filter(isError);
  const lines = errors.map((problem) => `  ${problemSentence(problem)}`);
  throw new StepwrightError(errors[0]?.code ?? 'InvalidValue', [`${source} is not valid:`, ...lines].join('\n'), {
    class: 'validation',
    details: problems,
  });
}

function checked(definition: unknown, problems: readonly Problem[]): Checked {
  return problems.some(isError) ? { problems } : { problems, definition: definition as WorkflowDefinition };
}

function isMocked(definition: unknown, { code, pointer }: Problem, mocked: DefinitionCheck['mocked']): boolean {
  if (mocked === 'all') return true;
  const holder = pointerSegments(pointer)
    .slice(0, -1)
    .reduce<unknown>((at, key) => (at as Readonly<Record<string, unknown>> | undefined)?.[key], definition);
  const { target, action } = (holder ?? {}) as { readonly target?: unknown; readonly action?: unknown };
  const wanted = `${String(target)}.`;
  return code === 'UnknownTarget' ? mocked.some((name) => name.startsWith(wanted)) : mocked.includes(wanted + String(action));
}

function withMockHint(problem: Problem): Problem {
  const hint = 'mock it, or give your own targets';
  return { ...problem, hint: problem.hint === undefined ? hint : `${problem.hint}; ${hint}` };
}

function isError({ severity }: Problem): boolean {
  return severity === 'error';
}

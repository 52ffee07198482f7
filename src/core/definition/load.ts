import { StepwrightError } from '../errors/stepwright-error.ts';
import { problemSentence } from '../validation/sentence.ts';
import { validateShape, validateWorkflow, type ValidateOptions, type Validation } from '../validation/validate-workflow.ts';
import { parseDefinition, type ParseOptions } from './parse.ts';
import type { Problem } from './problem.ts';
import type { WorkflowDefinition } from './workflow-definition.ts';

export type ParseWorkflowOptions = ParseOptions & Pick<ValidateOptions, 'targets' | 'inputNames'>;

export interface ParsedWorkflow extends Validation {
  /** The definition; absent when there is any error. */
  readonly definition?: WorkflowDefinition;
}

/** Reads a definition from YAML or JSON and validates it; every problem has its line and column. Never throws. */
export function parseWorkflow(text: string, options: ParseWorkflowOptions = {}): ParsedWorkflow {
  const parsed = parseDefinition(text, options);
  const broken = parsed.problems.some(({ severity }) => severity === 'error');
  const validation = broken ? nothing : validateWorkflow(parsed.value, { ...options, locate: parsed.locate });
  const problems = [...parsed.problems, ...validation.problems];
  const errors = [...parsed.problems.filter(({ severity }) => severity === 'error').map(problemSentence), ...validation.errors];
  const valid = errors.length === 0;
  return { valid, errors, problems, ...(valid ? { definition: parsed.value as WorkflowDefinition } : {}) };
}

const nothing: Validation = { valid: true, errors: [], problems: [] };

/**
 * Reads a definition from JSON. Throws a StepwrightError with the code of the first problem when it is not JSON or not
 * shaped like a definition; `details` lists all problems. `validateWorkflow` checks what it says.
 */
export function loadWorkflowFromJSON(json: string): WorkflowDefinition {
  return load(json, 'json');
}

/** As `loadWorkflowFromJSON`, from YAML. */
export function loadWorkflowFromYAML(yaml: string): WorkflowDefinition {
  return load(yaml, 'yaml');
}

/** A definition as JSON, indented by two; loading it gives the same definition, fields and their order included. */
export function saveWorkflowToJSON(definition: WorkflowDefinition): string {
  return JSON.stringify(definition, null, 2);
}

function load(text: string, format: 'json' | 'yaml'): WorkflowDefinition {
  const { value, problems, locate } = parseDefinition(text, { format });
  const all = [...problems, ...(problems.some(isError) ? [] : validateShape(value, { locate }).problems)];
  const first = all.find(isError);
  if (first === undefined) return value as WorkflowDefinition;
  throw new StepwrightError(first.code, first.line === undefined ? first.message : `${first.line}:${first.column} ${first.message}`, {
    class: 'validation',
    details: all,
    ...(first.hint === undefined ? {} : { hint: first.hint }),
  });
}

function isError({ severity }: Problem): boolean {
  return severity === 'error';
}

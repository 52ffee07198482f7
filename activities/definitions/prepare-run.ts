import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';
import { INTERPRETER } from '../../src/core/interpreter/version.ts';
import type { DefinitionRef } from '../../src/core/definition/workflow-ref.ts';
import type { RunInput } from '../../src/core/run/wire.ts';
import type { TargetSpec } from '../../src/core/target/target.ts';
import type { ValidateOptions } from '../../src/core/validation/validate-workflow.ts';
import { definitionHash } from '../../src/files/definition-hash.ts';
import type { DefinitionSource } from './source.ts';

export interface PrepareDeps {
  readonly source: DefinitionSource;
  readonly targets: readonly TargetSpec[];
}

/** Problems told in full; the rest is counted. */
const MOST_PROBLEMS = 20;

/**
 * A run's argument with everything the interpreter needs: the definition, found and validated, its hash and the interpreter's number.
 * @throws StepwrightError `UnknownDefinition`, `InvalidInput`, or the code of the definition's first problem
 */
export async function prepareRun(input: RunInput, { source, targets }: PrepareDeps): Promise<RunInput> {
  checkArgument(input);
  const definition = await definitionOf(input, source);
  await check(definition, { targets, inputNames: Object.keys(input.input ?? {}) });
  return { interpreter: INTERPRETER, ...input, definition: definition as WorkflowDefinition, hash: definitionHash(definition) };
}

function checkArgument(argument: unknown): void {
  const given = typeof argument === 'object' && argument !== null ? (argument as Partial<RunInput>).input : undefined;
  if (given === undefined || (typeof given === 'object' && given !== null && !Array.isArray(given))) return;
  throw new StepwrightError('InvalidInput', 'the input of a run is a map of names to values', {
    class: 'validation',
    hint: 'give { definition, input: { name: value } }',
  });
}

async function definitionOf(input: unknown, source: DefinitionSource): Promise<unknown> {
  const definition: unknown = typeof input === 'object' && input !== null ? (input as Partial<RunInput>).definition : undefined;
  if (typeof definition !== 'object' || definition === null) {
    throw new StepwrightError('InvalidInput', 'the argument of a run has no definition', {
      class: 'validation',
      hint: 'give { definition, input }, or { definition: { id, version }, input }',
    });
  }
  return isRef(definition) ? source.find(definition) : definition;
}

/** Only an id, and perhaps a version: it names a definition that the worker knows. */
function isRef(definition: object): definition is DefinitionRef {
  return (
    typeof (definition as Partial<DefinitionRef>).id === 'string' &&
    Object.keys(definition).every((key) => key === 'id' || key === 'version')
  );
}

async function check(definition: unknown, options: ValidateOptions): Promise<void> {
  // Loaded when the first run needs it: most runs were validated before their start.
  const { validateWorkflow } = await import('../../src/core/validation/validate-workflow.ts');
  const { valid, errors, problems } = validateWorkflow(definition, options);
  if (valid) return;
  const first = problems.find(({ severity }) => severity === 'error');
  const more = errors.length > MOST_PROBLEMS ? [`and ${errors.length - MOST_PROBLEMS} more`] : [];
  throw new StepwrightError(
    first?.code ?? 'InvalidValue',
    [`the definition is not valid`, ...errors.slice(0, MOST_PROBLEMS), ...more].join('\n'),
    {
      class: 'validation',
      details: problems,
    },
  );
}

import { FIXED_NAMES } from '../definition/names.ts';
import { outlineOfSteps } from '../definition/outline.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import type { GeneratedSteps } from '../run/generated-steps.ts';
import { problemSentence } from './sentence.ts';
import { validateWorkflow, type ValidateOptions } from './validate-workflow.ts';

/** Problems told in full; the rest is counted. */
const MOST_PROBLEMS = 20;

/**
 * Checks steps that an action made as if they stood in a definition.
 * @throws {StepwrightError} the code of the first problem; `details` has all
 */
export function validateGenerated({ steps, names, stepIds }: GeneratedSteps, { targets = [] }: Pick<ValidateOptions, 'targets'>): void {
  if (steps.length === 0) return;
  const taken = new Set(stepIds);
  const twice = outlineOfSteps(steps).steps.flatMap(({ id }) => (id !== undefined && taken.has(id) ? [id] : []));
  if (twice.length > 0) {
    throw new StepwrightError(
      'DuplicateStep',
      `generated steps have ids that the definition has: ${twice.slice(0, MOST_PROBLEMS).join(', ')}`,
      {
        class: 'validation',
        hint: 'ids are unique in the whole definition: give generated steps a prefix of their own',
      },
    );
  }
  const fixed: ReadonlySet<string> = new Set(FIXED_NAMES);
  const inputNames = names.filter((name) => !fixed.has(name));
  const { problems } = validateWorkflow({ id: 'generated', name: 'Generated steps', steps }, { targets, inputNames });
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return;
  const told = errors.slice(0, MOST_PROBLEMS).map(problemSentence).join('; ');
  const more = errors.length > MOST_PROBLEMS ? `; and ${errors.length - MOST_PROBLEMS} more` : '';
  throw new StepwrightError(first.code, `the generated steps are not valid: ${told}${more}`, { class: 'validation', details: errors });
}

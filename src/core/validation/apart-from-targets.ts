import type { Problem } from '../definition/problem.ts';
import { validateWorkflow, type ValidateOptions } from './validate-workflow.ts';

/** What depends on the targets and the version of who runs a definition, not on the definition. */
const OF_THE_WORKER: ReadonlySet<string> = new Set(['UnknownTarget', 'UnknownAction', 'InvalidParams', 'NotSupportedYet']);

/** The errors of a definition that was made by a program, as far as they do not depend on who runs it: with `targets` their actions as well. */
export function errorsApartFromTargets(definition: unknown, { targets }: Pick<ValidateOptions, 'targets'> = {}): readonly Problem[] {
  const { problems } = validateWorkflow(definition, targets === undefined ? {} : { targets });
  const ofTheWorker = targets === undefined ? OF_THE_WORKER : new Set(['NotSupportedYet']);
  return problems.filter(({ severity, code }) => severity === 'error' && !ofTheWorker.has(code));
}

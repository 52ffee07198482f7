import { nearest } from '../core/errors/nearest.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { Moment } from './moments.ts';
import type { PastRun } from './past-run.ts';

/**
 * A moment by its number, or the last one of the step with a path.
 * @throws StepwrightError `InvalidValue` when there is none
 */
export function findMoment({ moments }: PastRun, where: string): Moment {
  const found = /^\d+$/.test(where) ? moments[Number(where) - 1] : moments.findLast(({ path }) => path === where);
  if (found !== undefined) return found;
  const near = nearest(where, new Set(moments.flatMap(({ path }) => path ?? [])));
  throw new StepwrightError('InvalidValue', `there is no moment ${where}`, {
    class: 'validation',
    hint: near === undefined ? `Give a number from 1 to ${moments.length}, or the path of a step.` : `Did you mean ${near}?`,
  });
}

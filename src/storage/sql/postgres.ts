import { StepwrightError } from '../../core/errors/stepwright-error.ts';
import type { Backend } from '../backend.ts';

export function openPostgres(_url: string): Promise<Backend> {
  return Promise.reject(new StepwrightError('NotSupportedYet', 'a store in postgres'));
}

import { NAME_PATTERN } from '../definition/names.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import type { TargetSpec } from './target.ts';

/** Activity types are `target.action`: these would collide with our own, or with what every object has. */
const RESERVED: ReadonlySet<string> = new Set(['stepwright', 'default', ...Object.getOwnPropertyNames(Object.prototype)]);

/** Whether no target and no action may be called so. */
export function isReservedForTargets(name: string): boolean {
  return RESERVED.has(name);
}

/** @throws StepwrightError `InvalidValue` or `ReservedName` */
export function checkTargetNames({ name, actions }: Pick<TargetSpec, 'name' | 'actions'>): void {
  checkName(name, `target "${name}"`);
  for (const action of Object.keys(actions)) checkName(action, `action "${action}" of target "${name}"`);
}

function checkName(name: string, what: string): void {
  if (isReservedForTargets(name))
    throw new StepwrightError('ReservedName', `${what}: the name is reserved`, { class: 'validation', hint: 'choose another name' });
  if (!NAME_PATTERN.test(name)) {
    throw new StepwrightError('InvalidValue', `${what}: not a name`, {
      class: 'validation',
      hint: 'a letter, then letters, digits, "_" and "-"',
    });
  }
}

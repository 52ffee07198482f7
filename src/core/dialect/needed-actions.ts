import { nameFrom } from '../definition/name-from.ts';
import { isReservedForTargets } from '../target/check-names.ts';
import { STEP_TARGET } from '../target/define-step.ts';
import type { Translation } from './translation.ts';

/** The actions that an imported workflow calls: step functions, or actions of another target. */
export class NeededActions {
  readonly target: string;
  readonly #translation: Translation;
  readonly #names = new Set<string>();

  constructor(target: string, translation: Translation) {
    this.target = target;
    this.#translation = translation;
  }

  /** They are step functions, which are told what the source's functions knew. */
  get areFunctions(): boolean {
    return this.target === STEP_TARGET;
  }

  /** The action for what the source calls a function or command. */
  named(called: string, pointer: string): string {
    const name = nameFrom(called, 'action', isReservedForTargets);
    if (name !== called) this.#translation.note(pointer, `"${called}" is the action ${name} here`);
    this.#names.add(name);
    return name;
  }

  /** Says what has to be there before the workflow can run. */
  tell(): void {
    const names = [...this.#names];
    const [first = ''] = names;
    const what = this.areFunctions
      ? `it calls step functions that a worker needs: ${names.join(', ')}, as in defineStep('${first}', …)`
      : `it calls actions of "${this.target}": ${names.join(', ')}`;
    if (names.length > 0) this.#translation.note('/steps', what);
  }
}

import type { Step } from '../definition/step.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import { nodeOf } from './reference.ts';
import type { Renderer } from './render.ts';

/** A step that is written once the names of all steps are known. */
export interface Draft {
  readonly id: string;
  write(write: Renderer): Step;
}

/** The lists that are being filled: the innermost takes the next step. */
export class StepLists {
  readonly #open: Draft[][] = [];
  readonly #declared = new Set<string>();

  /** Step ids and variables so far. */
  get declared(): ReadonlySet<string> {
    return this.#declared;
  }

  declare(names: readonly string[]): void {
    for (const name of names) this.#declared.add(name);
  }

  add(draft: Draft): void {
    const list = this.#open.at(-1);
    if (list === undefined) {
      throw new StepwrightError('InvalidValue', `step "${draft.id}" is added after its workflow was built`, {
        class: 'validation',
        hint: 'Add steps inside the function given to workflow(), without await.',
      });
    }
    list.push(draft);
  }

  /** Runs a function that adds steps, and gives these and what it returned. */
  fill<B>(body: () => B): { readonly drafts: readonly Draft[]; readonly returned: B } {
    const drafts: Draft[] = [];
    this.#open.push(drafts);
    try {
      return { drafts, returned: body() };
    } finally {
      this.#open.pop();
    }
  }

  /** The steps of a list in a block; a list gives its last step's value, so nothing else can be returned. */
  collect(owner: string, body: () => unknown): readonly Draft[] {
    const { drafts, returned } = this.fill(body);
    const node = nodeOf(returned);
    const last = drafts.at(-1)?.id;
    const isLast = node?.kind === 'path' && node.path.length === 0 && node.root.kind === 'step' && node.root.name === last;
    if (returned === undefined || isLast) return drafts;
    throw new StepwrightError('InvalidValue', `a list of steps in "${owner}" returns something that is not its last step`, {
      class: 'validation',
      hint: `The value of a list is that of its last step: return ${last === undefined ? 'nothing' : `the step "${last}"`}, or add a set step with the value as the last one.`,
    });
  }
}

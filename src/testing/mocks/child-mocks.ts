import type { WorkflowDefinition } from '../../core/definition/workflow-definition.ts';
import type { ActionCall, ChildCall } from '../../core/interpreter/runtime.ts';
import type { MockAction } from '../mock-attempt.ts';

/** Target of the call that stands for what a mocked child run does. */
export const MOCKED_CHILD = '~workflow';

type Fields = Readonly<Record<string, unknown>>;

/** Definitions that stand for those of child runs: each is one call, of a mock. */
export class ChildMocks {
  readonly #mocks: ReadonlyMap<string, MockAction>;
  readonly #made = new Map<string, WorkflowDefinition>();

  /** `mocks`: by the id of the definition; they are given the child's input and give its output. */
  constructor(mocks: ReadonlyMap<string, MockAction>) {
    this.#mocks = mocks;
  }

  has({ definition, partition, undo }: ChildCall): boolean {
    return partition === undefined && undo === undefined && this.#mocks.has(definition.id);
  }

  /** What a mocked child run executes. */
  definition({ definition: { id } }: ChildCall): WorkflowDefinition {
    const made = this.#made.get(id) ?? standInFor(id);
    this.#made.set(id, made);
    return made;
  }

  made(definition: WorkflowDefinition): boolean {
    return this.#made.get(definition.id) === definition;
  }

  action({ target, action }: ActionCall): MockAction | undefined {
    return target === MOCKED_CHILD ? (params, context) => this.#mocks.get(action)?.(params['input'] as Fields, context) : undefined;
  }
}

function standInFor(id: string): WorkflowDefinition {
  return { id, name: id, steps: [{ id: 'mock', target: MOCKED_CHILD, action: id, params: { input: '$input' } }], output: '$mock' };
}

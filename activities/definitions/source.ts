import type { DefinitionRef } from '../../src/core/definition/workflow-ref.ts';

/** Where definitions are found by id. What is found is not validated yet. */
export interface DefinitionSource {
  /**
   * The definition of that id and version; without a version the highest, a pre-release only where there is nothing else.
   * @throws StepwrightError `UnknownDefinition`
   */
  find(ref: DefinitionRef): Promise<unknown>;
}

import { knownNames } from '../core/definition/names.ts';
import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { Evaluator } from '../core/expression/evaluator.ts';
import { turnTakingOf, type TurnTaking } from '../core/run/turn-taking.ts';
import { applyDefaults } from '../core/schema-check/check-json.ts';

type Input = Readonly<Record<string, unknown>>;

/** When a run itself has its turn, as far as that is known before it starts. */
export function startTurn(definition: WorkflowDefinition, given: Input): TurnTaking {
  const { priority, fairness, input: schema } = definition;
  if (fairness === undefined) return turnTakingOf(priority, undefined, null);
  const input = schema === undefined ? given : (applyDefaults(given, schema) as Input);
  return turnTakingOf(priority, fairness, keyFrom(definition, fairness.key, input));
}

/** A key that does not come from the input alone is worked out by the run, for its calls. */
function keyFrom(definition: WorkflowDefinition, key: unknown, input: Input): unknown {
  const lookup = (root: string) => (root === 'input' ? { value: input } : Object.hasOwn(input, root) ? { value: input[root] } : undefined);
  try {
    return new Evaluator(knownNames(definition, input)).resolve(key, { lookup, names: () => Object.keys(input) });
  } catch {
    return null;
  }
}

import { knownNames } from '../definition/names.ts';
import { outlineOf, outlineOfSteps } from '../definition/outline.ts';
import type { Step } from '../definition/step.ts';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { dependenciesOf, settersOf } from '../graph/dependencies.ts';
import { referencesOfExpression, referencesOfText } from '../expression/static.ts';
import { requiredOrder, type EarlyRead } from './required-order.ts';
import { scheduleOf } from './schedule.ts';

export interface Optimization {
  /** A graph that gives the same; the definition that was given, when there are obstacles. */
  readonly definition: WorkflowDefinition;
  /** `dependsOn` that the graph needs beside what the steps say themselves, by step id. */
  readonly added: Readonly<Record<string, readonly string[]>>;
  /** Why it stays as it is, as sentences; empty when it became a graph. */
  readonly obstacles: readonly string[];
  /** What is not the same although the outcome is, as sentences. */
  readonly differences: readonly string[];
}

/**
 * Makes of a sequence a graph in which steps that do not need each other run side by side (docs/analysis.md): when no action and
 * no expression fails, a run ends with the same status, output, and step results, and has the same effects, in another order. The definition is taken
 * as it is: validate it before.
 */
export function optimizeWorkflow(definition: WorkflowDefinition): Optimization {
  const { steps, mode, failureStrategy } = definition;
  const stays = (...obstacles: readonly string[]): Optimization => ({ definition, added: {}, obstacles, differences: [] });
  if (steps === undefined) return stays('a state machine has no order to change');
  if (mode === 'graph') return stays('it is a graph already');
  const names = knownNames(definition);
  const { needs, earlyReads } = requiredOrder(steps, names);
  if (earlyReads.length > 0) return stays(...new Set(earlyReads.map((read) => readsEarly(read, steps, names))));
  if (scheduleOf(needs, () => 1).levels.every((level) => level.length === 1)) return stays('every step needs the one before it');
  const dependencies = dependenciesOf(steps, names);
  const added = Object.fromEntries(
    steps.flatMap(({ id }) => {
      const more = [...(needs.get(id) ?? [])].filter((need) => dependencies.get(id)?.has(need) !== true);
      return more.length === 0 ? [] : [[id, more]];
    }),
  );
  if (failureStrategy === 'partial-failure' && Object.keys(added).length > 0) return stays(...Object.entries(added).map(skippedWith));
  const { id, name, mode: _sequence, ...rest } = definition;
  const graph = { id, name, mode: 'graph' as const, ...rest, steps: steps.map((step) => withDependencies(step, added[step.id] ?? [])) };
  return { definition: graph, added, obstacles: [], differences: differencesOf(definition) };
}

function skippedWith([id, needs]: readonly [string, readonly string[]]): string {
  return `"${id}" has to wait for ${needs.join(', ')} without depending on it: with partial-failure a graph skips it with what it waits for`;
}

function withDependencies(step: Step, added: readonly string[]): Step {
  if (added.length === 0) return step;
  const { id, name, dependsOn = [], ...rest } = step;
  return { id, ...(name === undefined ? {} : { name }), dependsOn: [...dependsOn, ...added], ...rest };
}

function readsEarly({ reader, setter }: EarlyRead, steps: readonly Step[], names: ReadonlySet<string>): string {
  const variables = variablesReadBy(
    steps.find(({ id }) => id === reader),
    names,
  );
  const [variable = ''] = [...settersOf(steps)].flatMap(([name, ids]) => (ids.has(setter) && variables.has(name) ? [name] : []));
  return `"${reader}" reads $${variable} before "${setter}" sets it: in a graph it would wait for every step that does`;
}

function variablesReadBy(step: Step | undefined, names: ReadonlySet<string>): ReadonlySet<string> {
  const { places } = outlineOfSteps(step === undefined ? [] : [step]);
  const references = places.flatMap(({ kind, text }) =>
    kind === 'text' ? referencesOfText(text, names) : referencesOfExpression(text, names),
  );
  return new Set(references.map(({ root }) => root));
}

function differencesOf(definition: WorkflowDefinition): readonly string[] {
  const { failureStrategy = 'fail-fast', rollbackOnFailure = false } = definition;
  const undone = rollbackOnFailure !== false && outlineOf(definition).steps.some(({ step }) => step['rollback'] !== undefined);
  return [
    'actions that do not need each other run at the same time: name those that must not in "dependsOn" before',
    ...(failureStrategy === 'fail-fast'
      ? ['when a step fails, others are running: they are cancelled, and some are done that a sequence would not have come to']
      : []),
    ...(undone ? ['steps that do not need each other are rolled back side by side'] : []),
  ];
}

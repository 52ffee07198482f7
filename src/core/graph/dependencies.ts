import { isolationOf } from '../definition/isolation.ts';
import { outlineOfSteps, type Outline, type Place, type StepNode } from '../definition/outline.ts';
import type { Step } from '../definition/step.ts';
import { referencesOfExpression, referencesOfText } from '../expression/static.ts';

/**
 * What each step of a list waits for in graph mode: its `dependsOn`, the steps it refers to, and all steps that set a
 * variable it refers to. What a block refers to counts as the block's. A step that itself sets the variable waits for its
 * other setters only as `dependsOn` says, since the setters of one variable must be ordered anyway.
 */
export function dependenciesOf(steps: readonly Step[], names: ReadonlySet<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const outline = outlineOfSteps(steps);
  const list = outline.lists[0];
  const found = new Map<string, Set<string>>();
  if (list === undefined) return found;
  for (const { id, step } of list.steps) if (id !== undefined) found.set(id, new Set(declared(step['dependsOn'])));
  const ids = new Set(found.keys());
  for (const needs of found.values()) for (const need of needs) if (!ids.has(need)) needs.delete(need);

  const holders = holdersOf(outline);
  const setters = settersIn(outline);
  for (const place of outline.places) {
    const holder = place.owner === undefined ? undefined : topIdOf(place.owner);
    const needs = holder === undefined ? undefined : found.get(holder);
    if (holder === undefined || needs === undefined) continue;
    for (const root of rootsOf(place, names)) {
      const step = holders.get(root);
      const setting = setters.get(root);
      if (step !== undefined) needs.add(step);
      else if (setting !== undefined && !setting.has(holder)) for (const id of setting) needs.add(id);
    }
    needs.delete(holder);
  }
  return found;
}

/** The steps of a list by the variables of the run that are set in them; those of a parallel branch or iteration stay in it. */
export function settersOf(steps: readonly Step[]): ReadonlyMap<string, ReadonlySet<string>> {
  return settersIn(outlineOfSteps(steps));
}

function settersIn({ assignments }: Outline): ReadonlyMap<string, ReadonlySet<string>> {
  const setters = new Map<string, Set<string>>();
  for (const { name, owner } of assignments) {
    const top = topIdOf(owner);
    if (top === undefined || isolationOf(owner).length > 0) continue;
    const known = setters.get(name);
    if (known === undefined) setters.set(name, new Set([top]));
    else known.add(top);
  }
  return setters;
}

/** The step of the list that holds each step, by ids. */
function holdersOf({ steps }: Outline): ReadonlyMap<string, string> {
  return new Map(
    steps.flatMap((node) => {
      const top = topIdOf(node);
      return node.id === undefined || top === undefined ? [] : [[node.id, top] as const];
    }),
  );
}

function topIdOf(node: StepNode): string | undefined {
  let top = node;
  while (top.list.owner !== undefined) top = top.list.owner;
  return top.id;
}

function rootsOf(place: Place, names: ReadonlySet<string>): ReadonlySet<string> {
  const references = place.kind === 'text' ? referencesOfText(place.text, names) : referencesOfExpression(place.text, names);
  return new Set(references.map(({ root }) => root).filter((root) => !place.locals.includes(root)));
}

function declared(dependsOn: unknown): readonly string[] {
  return Array.isArray(dependsOn) ? dependsOn.filter((id): id is string => typeof id === 'string') : [];
}

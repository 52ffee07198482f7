import type { ListNode, StepNode } from '../definition/outline.ts';
import { pointerTo } from '../definition/pointer.ts';
import { dependenciesOf, settersOf } from '../graph/dependencies.ts';
import { findCycles, reachableFrom } from '../graph/cycles.ts';
import { didYouMean, listed, type Finding } from './finding.ts';
import { nearestOf } from './nearest-of.ts';
import { stepLabel, type Check, type Subject } from './subject.ts';

/** `dependsOn` names steps of the same list that can be done before; in graph mode nothing waits for itself. */
export const checkDependencies: Check = (subject) => [
  ...subject.outline.lists.flatMap((list) => listFindings(list, subject)),
  ...(subject.definition['mode'] === 'graph' ? graphFindings(subject) : []),
];

function listFindings(list: ListNode, subject: Subject): readonly Finding[] {
  const ordered = !(subject.definition['mode'] === 'graph' && list.pointer === '/steps');
  const places = new Map(list.steps.flatMap(({ id }, i) => (id === undefined ? [] : [[id, i] as const])));
  const known = { names: listed(places.keys()), meant: nearestOf([...places.keys()]) };
  return list.steps.flatMap((node, i) => {
    const { dependsOn } = node.step;
    if (!Array.isArray(dependsOn)) return [];
    return dependsOn.flatMap((id, n): readonly Finding[] => {
      if (typeof id !== 'string') return [];
      const pointer = pointerTo(`${node.pointer}/dependsOn`, n);
      const place = places.get(id);
      if (place === undefined) return [unknown({ node, id, pointer }, known, subject)];
      if (!ordered || place < i) return [];
      const message = place === i ? `${stepLabel(node)} depends on itself` : `${stepLabel(node)} depends on "${id}", which comes later`;
      const hint = place === i ? 'remove it' : `move "${id}" before it${list.pointer === '/steps' ? ', or set "mode: graph"' : ''}`;
      return [{ code: 'ForwardDependency', pointer, message, hint }];
    });
  });
}

function unknown(
  { node, id, pointer }: { readonly node: StepNode; readonly id: string; readonly pointer: string },
  { names, meant }: { readonly names: string; readonly meant: (word: string) => string | undefined },
  { stepsById }: Subject,
): Finding {
  const elsewhere = stepsById.has(id);
  const message = elsewhere
    ? `${stepLabel(node)} depends on "${id}", which is not in the same list`
    : `${stepLabel(node)} depends on "${id}": no such step`;
  const hint = elsewhere ? '"dependsOn" names steps of the same list' : (didYouMean(meant(id)) ?? `the list has: ${names}`);
  return { code: 'UnknownDependency', pointer, message, hint };
}

function graphFindings({ definition, names, stepsById, outline }: Subject): readonly Finding[] {
  const { steps } = definition;
  if (!Array.isArray(steps)) return [];
  const dependencies = dependenciesOf(steps, names);
  return [
    ...findCycles(dependencies).map((cycle): Finding => ({
      code: 'DependencyCycle',
      pointer: stepsById.get(cycle[0] ?? '')?.pointer ?? '/steps',
      message: `steps wait for each other: ${[...cycle, cycle[0]].join(' → ')}`,
      hint: 'references count as dependencies in graph mode; break the circle at one of them',
    })),
    ...unordered(dependencies, settersOf(steps)).map(({ name, first, second }): Finding => ({
      code: 'UnorderedVariable',
      pointer: outline.assignments.find((each) => each.name === name && isInside(each.owner, second))?.pointer ?? '/steps',
      at: 'key',
      message: `"${first}" and "${second}" both set "${name}", in no order`,
      hint: `say which comes last: dependsOn: [${first}] in "${second}"`,
    })),
  ];
}

/** Setters of one variable of which neither waits for the other. */
function unordered(
  dependencies: ReadonlyMap<string, ReadonlySet<string>>,
  setters: ReadonlyMap<string, ReadonlySet<string>>,
): readonly { readonly name: string; readonly first: string; readonly second: string }[] {
  return [...setters].flatMap(([name, ids]) => {
    const before = new Map([...ids].map((id) => [id, reachableFrom(id, dependencies)]));
    const known: string[] = [];
    return [...ids].flatMap((second) => {
      const first = known.find((each) => before.get(second)?.has(each) !== true && before.get(each)?.has(second) !== true);
      known.push(second);
      return first === undefined ? [] : [{ name, first, second }];
    });
  });
}

function isInside(node: StepNode, id: string): boolean {
  for (let at: StepNode | undefined = node; at !== undefined; at = at.list.owner) if (at.id === id) return true;
  return false;
}

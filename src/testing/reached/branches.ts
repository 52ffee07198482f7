import { listsByOwner, outlineOf, type ListNode, type StepNode } from '../../core/definition/outline.ts';
import { pointerSegments, pointerTo } from '../../core/definition/pointer.ts';
import type { WorkflowDefinition } from '../../core/definition/workflow-definition.ts';
import { isObject } from '../../core/schema-check/keywords.ts';

/** One way a run can take. */
export interface Branch {
  /** JSON Pointer into the definition. */
  readonly pointer: string;
  /** The step or state that chooses. */
  readonly of: string;
  /** `else`, `case 2`, `branch eu`, `catch 1`, `onTimeout`, `on REJECT → rejected`. */
  readonly label: string;
  readonly seenBy: Sign;
}

/**
 * By what a run shows that it took a branch: the first step of its list; that the step ended without any of its lists; how an
 * event or an approval ended; or the transition itself.
 */
export type Sign =
  | { readonly first: string; /** Between the paths of the two. */ readonly below?: string }
  | 'none'
  | 'event'
  | 'approved'
  | 'rejected'
  | 'onTimeout'
  | 'transition';

/** Every branch of a definition, in order of declaration. An empty list is no branch: nobody could tell that it ran. */
export function branchesOf(definition: WorkflowDefinition): readonly Branch[] {
  const { steps, lists } = outlineOf(definition);
  const owned = listsByOwner(lists);
  return [...steps.flatMap((node) => branchesOfStep(node, owned.get(node) ?? [])), ...transitionsOf(definition)];
}

function branchesOfStep(node: StepNode, lists: readonly ListNode[]): readonly Branch[] {
  const { id = '', kind, step, pointer } = node;
  const branch = (label: string, seenBy: Sign, at = pointer): Branch => ({ pointer: at, of: id, label, seenBy });
  const ofLists = lists.flatMap((list) => {
    const place = pointerSegments(list.pointer.slice(pointer.length));
    const label = labelOf(place);
    const first = list.steps[0]?.id;
    if (label === undefined || first === undefined) return [];
    const below = place[0] === 'branches' && place[1] !== undefined ? { below: place[1] } : {};
    return [branch(label, { first, ...below }, list.pointer)];
  });
  switch (kind) {
    case 'if':
      return step['else'] === undefined ? [...ofLists, branch('else', 'none')] : ofLists;
    case 'switch':
      return step['default'] === undefined ? [...ofLists, branch('default', 'none')] : ofLists;
    case 'event':
      if (step['timeout'] === undefined) return [];
      return [branch('event', 'event'), ...(ofLists.length > 0 ? ofLists : [branch('onTimeout', 'onTimeout')])];
    case 'approval':
      return [
        branch('approved', 'approved'),
        branch('rejected', 'rejected'),
        ...(step['timeout'] === undefined ? [] : [branch('onTimeout', 'onTimeout')]),
      ];
    default:
      return ofLists;
  }
}

/** What a list of a step is called, by its place in the step; undefined for lists that are no choice. */
function labelOf([field = '', key = '']: readonly string[]): string | undefined {
  switch (field) {
    case 'then':
    case 'else':
    case 'default':
    case 'onTimeout':
      return field;
    case 'cases':
      return `case ${Number(key) + 1}`;
    case 'catch':
      return `catch ${Number(key) + 1}`;
    case 'branches':
      return `branch ${key}`;
    default:
      return undefined;
  }
}

/** Where transitions stand in a state. */
const TRANSITIONS = ['on', 'after', 'always', 'onError'] as const;

function transitionsOf({ states = {} }: WorkflowDefinition): readonly Branch[] {
  return Object.entries(states).flatMap(([name, state]) =>
    TRANSITIONS.flatMap((field) => {
      const found: unknown = state[field];
      const pointer = `${pointerTo('/states', name)}/${field}`;
      if (field === 'always' || field === 'onError') return transitionBranches(found, { of: name, label: field, pointer });
      return Object.entries(isObject(found) ? found : {}).flatMap(([key, each]) =>
        transitionBranches(each, { of: name, label: `${field} ${key}`, pointer: pointerTo(pointer, key) }),
      );
    }),
  );
}

function transitionBranches(found: unknown, at: Omit<Branch, 'seenBy'>): readonly Branch[] {
  if (Array.isArray(found)) {
    return found.flatMap((each, index) => transitionBranches(each, { ...at, pointer: pointerTo(at.pointer, index) }));
  }
  const target: unknown = isObject(found) ? found['target'] : found;
  const label = typeof target === 'string' ? `${at.label} → ${target}` : at.label;
  return found === undefined ? [] : [{ ...at, label, seenBy: 'transition' }];
}

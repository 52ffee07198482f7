import { listsByOwner, outlineOf, type ListNode, type Outline, type StepNode } from '../definition/outline.ts';
import { pointerTo } from '../definition/pointer.ts';
import { parseWorkflowRef } from '../definition/workflow-ref.ts';
import { constant, isFields, type Loose } from './fields.ts';
import type { Finding } from './finding.ts';
import { stepLabel, type Check } from './subject.ts';

/** A definition that starts itself each time it runs, by a step or by what follows it, never comes to an end. */
export const checkRecursion: Check = ({ definition, outline }) => {
  const { id } = definition;
  if (typeof id !== 'string') return [];
  return [...callFindings(definition, outline, id), ...chainFindings(definition, id)];
};

function callFindings(definition: Loose, outline: Outline, id: string): readonly Finding[] {
  const call = new SureCalls({ definition, outline, self: { id, version: definition['version'] } }).find();
  if (call === undefined) return [];
  return [
    {
      code: 'RecursionLimit',
      pointer: `${call.prefix}${call.node.pointer}/workflow`,
      message: `${stepLabel(call.node)} starts "${id}" again each time it runs, without end`,
      hint: 'give the step a "when", or put a condition with "return" before it',
    },
  ];
}

function chainFindings({ onComplete }: Loose, id: string): readonly Finding[] {
  if (!Array.isArray(onComplete)) return [];
  return onComplete.flatMap((next: unknown, i): readonly Finding[] => {
    if (!isFields(next) || idOf(next['workflow']) !== id) return [];
    if (next['when'] !== undefined && constant(next['when']) !== true) return [];
    return [
      {
        code: 'RecursionLimit',
        pointer: `${pointerTo('/onComplete', i)}/workflow`,
        severity: 'warning',
        message: `"${id}" starts itself again whenever it is done, without end`,
        hint: 'give it a "when" that ends the chain, or use a schedule',
      },
    ];
  });
}

/** The id of a published definition, whatever the version asked for. */
function idOf(workflow: unknown): string | undefined {
  return typeof workflow === 'string' ? parseWorkflowRef(workflow)?.id : undefined;
}

/** Kinds that may end the run before what follows, or on which somebody decides. */
const MAY_END: ReadonlySet<unknown> = new Set(['return', 'fail', 'validate', 'event', 'approval']);

interface World {
  readonly definition: Loose;
  readonly outline: Outline;
  /** The definition that must not be started. */
  readonly self: { readonly id: string; readonly version: unknown };
}

interface Call {
  readonly node: StepNode;
  /** Pointer of the inline definition that holds the step; empty for the definition itself. */
  readonly prefix: string;
}

/** Looks for a step that starts a definition in every run: not in what may be passed over, nor after what may end the run. */
class SureCalls {
  readonly #world: World;
  readonly #lists: ReadonlyMap<StepNode, readonly ListNode[]>;
  /** Steps that may end the run, or hold one that may. */
  readonly #ending = new Set<StepNode>();

  constructor(world: World) {
    this.#world = world;
    this.#lists = listsByOwner(world.outline.lists);
    for (const node of world.outline.steps) {
      if (MAY_END.has(node.kind)) for (let at: StepNode | undefined = node; at !== undefined; at = at.list.owner) this.#ending.add(at);
    }
  }

  find(): Call | undefined {
    const { outline, definition } = this.#world;
    const entry = typeof definition['initial'] === 'string' ? `${pointerTo('/states', definition['initial'])}/entry` : '/steps';
    const first = outline.lists.find(({ pointer }) => pointer === entry);
    const last = outline.lists.find(({ pointer }) => pointer === '/finally');
    return this.#inList(first) ?? this.#inList(last);
  }

  #inList(list: ListNode | undefined): Call | undefined {
    if (list === undefined) return undefined;
    // In a graph whatever may end the run may do so before any other step.
    const inOrder = list.pointer !== '/steps' || this.#world.definition['mode'] !== 'graph';
    if (!inOrder && list.steps.some((node) => this.#ending.has(node))) return undefined;
    for (const node of list.steps) {
      const call = this.#inStep(node);
      if (call !== undefined) return call;
      if (this.#ending.has(node)) return undefined;
    }
    return undefined;
  }

  #inStep(node: StepNode): Call | undefined {
    const { step, kind, pointer } = node;
    if (step['when'] !== undefined && constant(step['when']) !== true) return undefined;
    if (kind === 'workflow') return this.#inChild(node, step['workflow'], `${pointer}/workflow`);
    const lists = this.#lists.get(node) ?? [];
    const condition = constant(step['condition']);
    switch (kind) {
      case 'if':
        if (condition === undefined) return Array.isArray(step['else']) ? this.#inAll(lists) : undefined;
        return this.#inList(lists.find((list) => list.pointer === `${pointer}/${condition ? 'then' : 'else'}`));
      case 'switch':
        return Array.isArray(step['default']) ? this.#inAll(lists) : undefined;
      case 'parallel':
        return step['join'] === undefined || step['join'] === 'all' ? this.#inAny(lists) : undefined;
      case 'forEach':
        return Array.isArray(step['items']) && step['items'].length > 0 ? this.#inAny(lists) : undefined;
      case 'while':
        return condition === true ? this.#inAny(lists) : undefined;
      case 'until':
        return this.#inAny(lists);
      case 'try':
        // Catches may never run.
        return this.#inAny(lists.filter(({ stage }) => stage !== 1));
      default:
        return undefined;
    }
  }

  #inAny(lists: readonly ListNode[]): Call | undefined {
    for (const list of lists) {
      const call = this.#inList(list);
      if (call !== undefined) return call;
    }
    return undefined;
  }

  #inAll(lists: readonly ListNode[]): Call | undefined {
    const calls = lists.map((list) => this.#inList(list));
    return calls.includes(undefined) ? undefined : calls[0];
  }

  #inChild(node: StepNode, workflow: unknown, pointer: string): Call | undefined {
    const { self } = this.#world;
    if (typeof workflow === 'string') {
      const ref = parseWorkflowRef(workflow);
      // Another version may be another story.
      return ref?.id === self.id && (ref.version === undefined || ref.version === self.version) ? { node, prefix: '' } : undefined;
    }
    if (!isFields(workflow)) return undefined;
    const call = new SureCalls({ definition: workflow, outline: outlineOf(workflow), self }).find();
    return call === undefined ? undefined : { ...call, prefix: `${pointer}${call.prefix}` };
  }
}

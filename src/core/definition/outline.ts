import { pointerTo } from './pointer.ts';
import type { Fields, Moment, Shape, StepsShape } from './shape.ts';
import { COMMON, KINDS, WORKFLOW } from './shapes.ts';
import type { StepKind } from './step.ts';

type Loose = Readonly<Record<string, unknown>>;

/** A step where it stands; it may be malformed. */
export interface StepNode {
  readonly step: Loose;
  /** The step's id; undefined when it has none that is text. */
  readonly id: string | undefined;
  /** Undefined when `type` names no kind. */
  readonly kind: StepKind | undefined;
  readonly pointer: string;
  readonly list: ListNode;
  /** Place in its list, from 0. */
  readonly index: number;
}

/** A list of steps where it stands. */
export interface ListNode {
  readonly pointer: string;
  /** The step it is part of; undefined for those of the definition. */
  readonly owner: StepNode | undefined;
  /** Can run more than once. */
  readonly body: boolean;
  readonly stage: number;
  /** Loop and catch variables its steps see: those of the owner's list first, then those declared for it. */
  readonly locals: readonly string[];
  readonly steps: readonly StepNode[];
}

/** A text that is resolved, where it stands. */
export interface Place {
  readonly kind: 'text' | 'expression';
  readonly text: string;
  readonly pointer: string;
  /** The step it belongs to; undefined for fields of the definition. */
  readonly owner: StepNode | undefined;
  readonly moment: Moment;
  /** Loop and catch variables, and fixed names that are known here only. */
  readonly locals: readonly string[];
  /** Secrets may be named. */
  readonly secrets: boolean;
}

/** A variable that a step sets. */
export interface Assignment {
  readonly name: string;
  readonly pointer: string;
  readonly owner: StepNode;
}

/** Everything a definition says about names, flat and in order of declaration. */
export interface Outline {
  readonly lists: readonly ListNode[];
  readonly steps: readonly StepNode[];
  readonly places: readonly Place[];
  readonly assignments: readonly Assignment[];
}

/** Reads a whole definition; whatever is malformed is passed over. An inline child definition is a world of its own. */
export function outlineOf(definition: unknown): Outline {
  const walk = new Walk();
  walk.fields(WORKFLOW, definition, TOP);
  return walk;
}

/** Reads a list of steps. */
export function outlineOfSteps(list: readonly unknown[]): Outline {
  const walk = new Walk();
  walk.list({ is: 'steps', body: false, stage: 0 }, list, TOP);
  return walk;
}

/** The lists of each step that holds steps. */
export function listsByOwner(lists: readonly ListNode[]): ReadonlyMap<StepNode, readonly ListNode[]> {
  const found = new Map<StepNode, ListNode[]>();
  for (const list of lists) {
    if (list.owner === undefined) continue;
    const known = found.get(list.owner);
    if (known === undefined) found.set(list.owner, [list]);
    else known.push(list);
  }
  return found;
}

/** What a value sees, on the way down to it. */
interface Context {
  readonly pointer: string;
  readonly owner: StepNode | undefined;
  readonly holder: Loose;
  readonly moment: Moment;
  readonly locals: readonly string[];
  readonly secrets: boolean;
}

/** Of each step kind, with those that every step may have. */
const FIELDS = Object.fromEntries(Object.entries(KINDS).map(([kind, fields]) => [kind, { ...COMMON, ...fields }])) as Readonly<
  Record<StepKind, Fields>
>;

const TOP: Context = { pointer: '', owner: undefined, holder: {}, moment: 'start', locals: [], secrets: false };

class Walk implements Outline {
  readonly lists: ListNode[] = [];
  readonly steps: StepNode[] = [];
  readonly places: Place[] = [];
  readonly assignments: Assignment[] = [];

  fields(fields: Fields, value: unknown, context: Context): void {
    for (const [key, inner] of entriesOf(value)) {
      const shape = Object.hasOwn(fields, key) ? fields[key] : undefined;
      if (shape !== undefined) this.#value(shape, inner, { ...below(context, key), holder: value as Loose });
    }
  }

  list(shape: StepsShape, value: unknown, context: Context): void {
    if (!Array.isArray(value)) return;
    const { pointer, owner, locals } = context;
    const nodes: StepNode[] = [];
    const list: ListNode = { pointer, owner, locals, body: shape.body, stage: shape.stage, steps: nodes };
    this.lists.push(list);
    for (const [index, step] of value.entries()) {
      if (isLoose(step)) nodes.push(this.#step(step, { list, index, context: below(context, String(index)) }));
    }
  }

  #step(step: Loose, at: { readonly list: ListNode; readonly index: number; readonly context: Context }): StepNode {
    const { list, index, context } = at;
    const kind = kindOfLoose(step);
    const id = typeof step['id'] === 'string' ? step['id'] : undefined;
    const node: StepNode = { step, id, kind, list, index, pointer: context.pointer };
    this.steps.push(node);
    this.fields(kind === undefined ? COMMON : FIELDS[kind], step, { ...context, owner: node, moment: 'start', secrets: false });
    return node;
  }

  #value(shape: Shape, value: unknown, context: Context): void {
    switch (shape.is) {
      case 'text':
        return this.#text(value, context);
      case 'expression':
        return this.#place('expression', value, context);
      case 'assignments':
        return this.#assignments(value, context);
      case 'steps':
        return this.list(shape, value, context);
      case 'object':
        return this.fields(shape.fields, value, context);
      case 'each':
        if (!Array.isArray(value)) return this.#value(shape.of, value, context);
        return value.forEach((inner, i) => this.#value(shape.of, inner, below(context, String(i))));
      case 'values':
        return entriesOf(value).forEach(([key, inner]) => this.#value(shape.of, inner, below(context, key)));
      case 'nested':
        return this.#value(shape.of(), value, context);
      case 'either':
        return this.#value(isLoose(value) ? shape.object : shape.text, value, context);
      case 'scoped':
        return this.#value(shape.of, value, {
          ...context,
          moment: shape.moment ?? context.moment,
          secrets: shape.secrets ?? context.secrets,
          locals:
            shape.locals === undefined ? context.locals : [...context.locals, ...shape.locals(context.holder, context.owner?.step ?? {})],
        });
    }
  }

  #text(value: unknown, context: Context): void {
    if (Array.isArray(value)) return value.forEach((inner, i) => this.#text(inner, below(context, String(i))));
    if (!isLoose(value)) return this.#place('text', value, context);
    for (const [key, inner] of entriesOf(value)) this.#text(inner, below(context, key));
  }

  #place(kind: Place['kind'], value: unknown, context: Context): void {
    if (typeof value !== 'string') return;
    const { pointer, owner, moment, locals, secrets } = context;
    this.places.push({ kind, text: value, pointer, owner, moment, locals, secrets });
  }

  #assignments(value: unknown, context: Context): void {
    for (const [name, inner] of entriesOf(value)) {
      const inside = below(context, name);
      if (context.owner !== undefined) this.assignments.push({ name, pointer: inside.pointer, owner: context.owner });
      this.#text(inner, inside);
    }
  }
}

function below(context: Context, key: string): Context {
  return { ...context, pointer: pointerTo(context.pointer, key) };
}

function isLoose(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function entriesOf(value: unknown): [string, unknown][] {
  return isLoose(value) ? Object.entries(value) : [];
}

function kindOfLoose(step: Loose): StepKind | undefined {
  const type = step['type'] ?? 'action';
  return typeof type === 'string' && Object.hasOwn(KINDS, type) ? (type as StepKind) : undefined;
}

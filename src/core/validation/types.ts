import type { JsonSchema } from '../definition/json.ts';
import { listsByOwner, type ListNode, type Place, type StepNode } from '../definition/outline.ts';
import { pointerTo } from '../definition/pointer.ts';
import { indexNames, itemName, loopNames } from '../definition/shapes.ts';
import { knownValue, type KnownValue } from '../expression/known-value.ts';
import { declaredSchema, resolveRef } from '../schema-check/check-json.ts';
import { keyword } from '../schema-check/keywords.ts';
import { closed, FAILURE, FIXED_TYPES, INDEX, listOf, NOTHING } from './fixed-types.ts';
import { collected, resultSchema, schemaIn, type StepTypes } from './step-types.ts';
import type { Subject } from './subject.ts';

/** An index worked out at run time: an element like those beyond the declared ones. */
const SOME_INDEX = Number.MAX_SAFE_INTEGER;

/** The schema of what a root gives at a place; undefined where nothing is known of it. */
export type TypeOf = (root: string, place: Place) => JsonSchema | undefined;

/** What is known of values before a run: the input's schema, the results of known actions, and what follows from them. */
export function typesOf(facts: Omit<Subject, 'references' | 'typeOf'>): TypeOf {
  const types = new Types(facts);
  return (root, place) => types.root(root, place);
}

class Types implements StepTypes {
  readonly targets: StepTypes['targets'];
  readonly #facts: Omit<Subject, 'references' | 'typeOf'>;
  readonly #input: JsonSchema | undefined;
  readonly #variables: ReadonlySet<string>;
  readonly #places: ReadonlyMap<string, Place>;
  readonly #lists: ReadonlyMap<StepNode, readonly ListNode[]>;
  readonly #results = new Map<StepNode, JsonSchema | undefined>();
  readonly #items = new Map<StepNode, JsonSchema | undefined>();
  readonly #values = new Map<StepNode, JsonSchema | undefined>();

  constructor(facts: Omit<Subject, 'references' | 'typeOf'>) {
    const { definition, outline, targets } = facts;
    this.#facts = facts;
    this.targets = targets;
    this.#input = schemaIn(definition['input']);
    this.#variables = new Set(outline.assignments.map(({ name }) => name));
    this.#places = new Map(outline.places.map((place) => [place.pointer, place]));
    this.#lists = listsByOwner(outline.lists);
  }

  root(root: string, place: Place): JsonSchema | undefined {
    if (place.locals.includes(root)) return this.#local(root, place);
    if (this.#variables.has(root)) return undefined;
    const step = this.#facts.stepsById.get(root);
    if (step !== undefined) return step === place.owner ? this.#own(step, place) : this.valueOf(step);
    if (this.#input === undefined) return undefined;
    return root === 'input' ? this.#input : declaredSchema(this.#input, [root]);
  }

  listsOf(node: StepNode): readonly ListNode[] {
    return this.#lists.get(node) ?? [];
  }

  valueOf(node: StepNode): JsonSchema | undefined {
    const { output } = node.step;
    return once(this.#values, node, () => (output === undefined ? this.#resultOf(node) : this.written(output, `${node.pointer}/output`)));
  }

  written(value: unknown, pointer: string): JsonSchema {
    if (typeof value === 'string') return this.#known(value, pointer).schema;
    if (value === null) return NOTHING;
    if (typeof value === 'number' || typeof value === 'boolean') return { type: typeof value };
    if (Array.isArray(value)) return listOf();
    if (typeof value !== 'object') return {};
    return closed(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.written(inner, pointerTo(pointer, key))])));
  }

  /** What a step sees of itself: its rollback what `output` made of the result, everything else the result. */
  #own(node: StepNode, { pointer }: Place): JsonSchema | undefined {
    return pointer.startsWith(`${node.pointer}/rollback/`) ? this.valueOf(node) : this.#resultOf(node);
  }

  #resultOf(node: StepNode): JsonSchema | undefined {
    return once(this.#results, node, () => resultSchema(node, this));
  }

  #local(root: string, place: Place): JsonSchema | undefined {
    const { owner } = place;
    if (root === 'result') {
      if (owner === undefined) return undefined;
      return place.pointer === `${owner.pointer}/aggregate` ? collected(owner, this) : this.#own(owner, place);
    }
    if (FIXED_TYPES.has(root)) return FIXED_TYPES.get(root);
    const loop = loopOf(root, place);
    if (loop === undefined) return root === 'acc' ? undefined : FAILURE;
    return loop.kind === 'forEach' && root === itemName(loop.step) ? this.#itemOf(loop) : INDEX;
  }

  /** The type of a forEach's variable: an element of its items, or a list of them. */
  #itemOf(node: StepNode): JsonSchema | undefined {
    return once(this.#items, node, () => {
      const { step, pointer } = node;
      if (typeof step['items'] !== 'string') return undefined;
      const { item } = this.#known(step['items'], `${pointer}/items`);
      return step['batchSize'] === undefined || item === undefined ? item : listOf(item);
    });
  }

  #known(text: string, pointer: string): KnownValue {
    const place = this.#places.get(pointer);
    return knownValue(text, this.#facts.names, (root) => (place === undefined ? undefined : this.root(root, place)));
  }
}

/** Works a value out but once; one that needs itself is not known. */
function once<K, V>(known: Map<K, V | undefined>, key: K, work: () => V | undefined): V | undefined {
  if (!known.has(key)) {
    known.set(key, undefined);
    known.set(key, work());
  }
  return known.get(key);
}

/** The loop around a place that declares a variable: the innermost that does. */
function loopOf(name: string, { owner, moment }: Place): StepNode | undefined {
  for (let at = owner; at !== undefined; at = at.list.owner) {
    const sees = at !== owner || moment === 'iteration';
    if (sees && namesOfLoop(at).includes(name)) return at;
  }
  return undefined;
}

function namesOfLoop({ kind, step }: StepNode): readonly string[] {
  if (kind === 'forEach') return loopNames(step);
  return kind === 'while' || kind === 'until' ? indexNames(step) : [];
}

/** The name of the first property that a value of a schema can't have, with those it has. */
export function impossibleProperty(
  schema: JsonSchema,
  segments: readonly (string | number | null)[],
): { readonly name: string; readonly known: readonly string[] } | undefined {
  let at: unknown = schema;
  for (const segment of segments) {
    const object = resolveRef(at, schema);
    const properties = keyword(object, 'properties');
    if (
      typeof segment === 'string' &&
      isClosed(object) &&
      typeof properties === 'object' &&
      properties !== null &&
      !Object.hasOwn(properties, segment)
    ) {
      return { name: segment, known: Object.keys(properties) };
    }
    at = object === undefined ? undefined : declaredSchema(object as JsonSchema, [segment ?? SOME_INDEX]);
    if (at === undefined) return undefined;
  }
  return undefined;
}

function isClosed(schema: unknown): boolean {
  return (
    keyword(schema, 'type') === 'object' &&
    keyword(schema, 'additionalProperties') === false &&
    keyword(schema, 'patternProperties') === undefined
  );
}

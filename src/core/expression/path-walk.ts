import type { JsonSchema } from '../definition/json.ts';
import type { Activation, Evaluation, PathEvaluation } from './evaluation.ts';
import { MISSING } from './evaluation.ts';
import type { RootName } from './names.ts';
import { child, childSchema, declares, indexKey, missingKey, pathText, unknownRoot, type Key } from './path.ts';
import { isMissing, valueError } from './problems.ts';
import { parseTimestamp } from './timestamp.ts';

/** One step of a path: a key, or an index to be worked out. */
export type PathSegment = Key | { readonly index: Evaluation; readonly label: string };

/** Where a path begins. */
export type PathStart =
  | { readonly kind: 'reference'; readonly name: RootName }
  | { readonly kind: 'value'; readonly value: Evaluation; readonly label: string };

interface Begin {
  readonly value: unknown;
  readonly schema?: JsonSchema;
}

/** Values of the fixed names that are times inside expressions. */
const TIMES: ReadonlySet<string> = new Set(['run.now', 'run.startedAt', 'event.time']);

export function isTimePath(root: string, segments: readonly unknown[]): boolean {
  return segments.length === 1 && TIMES.has(`${root}.${String(segments[0])}`);
}

export function compilePath(start: PathStart, segments: readonly PathSegment[]): PathEvaluation {
  const walk = new PathWalk(start, segments);
  return {
    evaluate: (at) => walk.value(at),
    peek: (at) => {
      try {
        return walk.find(at);
      } catch (error) {
        if (isMissing(error)) return MISSING;
        throw error;
      }
    },
  };
}

class PathWalk {
  readonly #start: PathStart;
  readonly #segments: readonly PathSegment[];
  readonly #isTime: boolean;

  constructor(start: PathStart, segments: readonly PathSegment[]) {
    this.#start = start;
    this.#segments = segments;
    this.#isTime = start.kind === 'reference' && isTimePath(start.name.root, segments);
  }

  value(at: Activation): unknown {
    return this.#walk(at, true);
  }

  /** As `value`, but `MISSING` instead of an error where nothing is. */
  find(at: Activation): unknown {
    return this.#walk(at, false);
  }

  #walk(at: Activation, strict: boolean): unknown {
    at.gas.spend(1 + this.#segments.length);
    const begin = this.#begin(at, strict);
    if (begin === undefined) return MISSING;
    let { value, schema } = begin;
    if (value === undefined) return null;
    const keys: Key[] = [];
    for (const segment of this.#segments) {
      const index = typeof segment === 'object' ? segment.index(at) : segment;
      if (index === null && !strict) return MISSING;
      const key = typeof segment === 'object' ? indexKey(index, segment.label) : segment;
      const found = child(value, key);
      if (found === undefined) {
        if (declares(schema, key)) return null;
        if (strict) throw missingKey(this.#label(keys), value, key);
        return MISSING;
      }
      keys.push(key);
      value = found;
      schema = childSchema(schema, key);
    }
    return this.#isTime && typeof value === 'string' ? (parseTimestamp(value) ?? value) : value;
  }

  #begin(at: Activation, strict: boolean): Begin | undefined {
    if (this.#start.kind === 'value') return { value: this.#start.value(at) ?? null };
    const { root, spelled } = this.#start.name;
    if (root === 'secrets') throw secretError();
    const binding = at.env.lookup(root);
    if (binding === undefined && strict) throw unknownRoot(root, spelled, at.env);
    return binding;
  }

  #label(keys: readonly Key[]): string {
    const start = this.#start.kind === 'reference' ? this.#start.name.root : this.#start.label;
    return keys.reduce<string>(pathText, start);
  }
}

export function secretError(): Error {
  return valueError('a secret has no value in an expression', 'write $secrets.NAME as text, in the params of an action');
}

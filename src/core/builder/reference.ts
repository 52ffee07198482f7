import type { FileRef } from '../target/target.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import type { Node, PathNode } from './node.ts';

const NODE: unique symbol = Symbol.for('stepwright.reference') as never;

/** Stands for a value of type `T` that is known when the run gets there. */
export interface Reference<T> {
  readonly [NODE]: Node & { readonly type?: T };
}

/** A reference whose fields are references: `file.webViewLink`, `order.lines[0]`. */
export type Ref<T> = Reference<T> & FieldsOf<NonNullable<T>>;

type FieldsOf<T> = [T] extends [never] ? unknown : FieldsOfEach<T>;

type FieldsOfEach<T> = T extends Scalar
  ? unknown
  : T extends readonly (infer Element)[]
    ? { readonly [index: number]: Ref<Element> }
    : T extends object
      ? { readonly [Key in keyof T]-?: Ref<Nullish<T[Key]>> }
      : unknown;

/** What is not there is null. */
type Nullish<T> = undefined extends T ? Exclude<T, undefined> | null : T;

type Scalar = string | number | boolean | null | undefined | Uint8Array | Date;

/** A value of type `T`, or a reference to one, at any depth. */
export type Refs<T> = unknown extends T ? unknown : Reference<T> | Plain<T>;

type Plain<T> = T extends string | number | boolean | null | undefined | FileRef
  ? T
  : T extends Uint8Array | Date
    ? never
    : T extends readonly (infer Element)[]
      ? readonly Refs<Element>[]
      : T extends object
        ? RefsOfFields<T>
        : never;

/** An object whose fields may hold references; what may be absent need not be given. */
export type RefsOfFields<T> = Flat<
  { readonly [Key in keyof T as undefined extends T[Key] ? never : Key]: Refs<T[Key]> } & {
    readonly [Key in keyof T as undefined extends T[Key] ? Key : never]?: Refs<T[Key]>;
  }
>;

type Flat<T> = { [Key in keyof T]: T[Key] };

/** The type of a value once its references are resolved. */
export type Resolved<V> =
  V extends Reference<infer T>
    ? T
    : V extends Scalar
      ? V
      : V extends readonly (infer Element)[]
        ? readonly Resolved<Element>[]
        : V extends object
          ? { readonly [Key in keyof V]: Resolved<V[Key]> }
          : V;

/** Makes a reference of a node. */
export function reference<T>(node: Node): Ref<T> {
  return new Proxy(Object.freeze({}), { get: (_, key) => member(node, key), has: (_, key) => key === NODE }) as Ref<T>;
}

/** The node of a reference; undefined for anything else. */
export function nodeOf(value: unknown): Node | undefined {
  return typeof value === 'object' && value !== null && NODE in value ? (value as Reference<unknown>)[NODE] : undefined;
}

/** An element of a list, or a field by a name that is not known when the code is written. */
export function at<T>(list: Reference<readonly T[] | null>, index: number): Ref<T>;
export function at<T>(record: Reference<Readonly<Record<string, T>> | null>, key: string): Ref<T>;
export function at<T>(from: Reference<T>, key: string | number): Ref<unknown> {
  return reference(below(from[NODE], key));
}

/** Says what type a value has that the types do not know, such as the body of an HTTP answer. Nothing is checked when it runs: a `validate` step does that. */
export function assume<T>(value: Reference<unknown>): Ref<T> {
  return reference(value[NODE]);
}

function member(node: Node, key: string | symbol): unknown {
  if (key === NODE) return node;
  if (key === Symbol.toPrimitive) return refuseText;
  return typeof key === 'symbol' ? undefined : reference(below(node, indexOf(key) ?? key));
}

function indexOf(key: string): number | undefined {
  return /^(?:0|[1-9]\d{0,8})$/.test(key) ? Number(key) : undefined;
}

function below(node: Node, key: string | number): PathNode {
  switch (node.kind) {
    case 'path':
      return { ...node, path: [...node.path, key] };
    case 'expression':
      return { kind: 'path', root: { kind: 'expression', node }, path: [key] };
    case 'text':
      throw new StepwrightError('InvalidValue', `a text has no field "${key}"`, { class: 'validation' });
  }
}

function refuseText(): never {
  throw new StepwrightError('InvalidValue', 'a reference was used as if its value were known while the workflow is built', {
    class: 'validation',
    hint: 'Write text`Order ${ref}` for text, expr`${ref} + 1` for a calculation, gt(ref, 1) for a comparison.',
  });
}

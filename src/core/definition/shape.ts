/**
 * What the values of a definition mean, as data: which are text with references, which are expressions, which hold
 * steps, and which names each of them sees. What no shape mentions is literal.
 */
export type Shape =
  | { readonly is: 'text' | 'expression' }
  /** A map of text values whose keys are variables. */
  | { readonly is: 'assignments' }
  | StepsShape
  | { readonly is: 'object'; readonly fields: Fields }
  /** Every element of a list; what is no list is the one element. */
  | { readonly is: 'each'; readonly of: Shape }
  /** Every value of a map. */
  | { readonly is: 'values'; readonly of: Shape }
  /** What may hold itself: made when it is met. */
  | { readonly is: 'nested'; readonly of: () => Shape }
  /** Text or an object, as it comes. */
  | { readonly is: 'either'; readonly text: Shape; readonly object: Shape }
  | ScopedShape;

export type Fields = Readonly<Record<string, Shape>>;

export interface StepsShape {
  readonly is: 'steps';
  /** Can run more than once: visible from outside only to the owner's own fields. */
  readonly body: boolean;
  /** Lists of one owner run in this order; those of one stage do not see each other. */
  readonly stage: number;
}

type Holder = Readonly<Record<string, unknown>>;

export interface ScopedShape {
  readonly is: 'scoped';
  readonly of: Shape;
  /** Names seen beside the others; worked out from the object that has the field, or from the step it is part of. */
  readonly locals?: (holder: Holder, step: Holder) => readonly string[];
  readonly moment?: Moment;
  readonly secrets?: boolean;
}

/**
 * When a value is resolved: at the `start` it sees what came before; after an `iteration` also the steps inside;
 * at the `end` also the step itself.
 */
export type Moment = 'start' | 'iteration' | 'end';

export const text: Shape = { is: 'text' };
export const expression: Shape = { is: 'expression' };
export const assignments: Shape = { is: 'assignments' };
export const steps: Shape = { is: 'steps', body: false, stage: 0 };
export const body: Shape = { is: 'steps', body: true, stage: 0 };

export function object(fields: Fields): Shape {
  return { is: 'object', fields };
}

export function each(of: Shape): Shape {
  return { is: 'each', of };
}

export function values(of: Shape): Shape {
  return { is: 'values', of };
}

/** A shape that is part of itself. */
export function nested(of: () => Shape): Shape {
  return { is: 'nested', of };
}

/** Steps that run after those of the stages before. */
export function stage(number: number): Shape {
  return { is: 'steps', body: false, stage: number };
}

/** Params may name secrets. */
export function params(of: Shape): Shape {
  return { is: 'scoped', of, secrets: true };
}

/** Resolved when an iteration has ended. */
export function iteration(of: Shape): Shape {
  return { is: 'scoped', of, moment: 'iteration' };
}

/** Resolved when the step has ended, over its own value. */
export function end(of: Shape): Shape {
  return { is: 'scoped', of, moment: 'end', locals: () => ['result'] };
}

/** Sees these names as well. */
export function seeing(names: readonly string[], of: Shape): Shape {
  return { is: 'scoped', of, locals: () => names };
}

/** Sees what its holder declares: the variables of a loop or of a catch. */
export function declaring(locals: NonNullable<ScopedShape['locals']>, of: Shape): Shape {
  return { is: 'scoped', of, locals };
}

/** What a reference stands for until the definition is written out as text. */
export type Node = PathNode | TextNode | ExpressionNode;

export interface PathNode {
  readonly kind: 'path';
  readonly root: Root;
  /** A number is an index of a list. */
  readonly path: readonly (string | number)[];
}

/** Where a path begins. */
export type Root =
  | { readonly kind: 'input' }
  | { readonly kind: 'step' | 'variable' | 'fixed'; readonly name: string }
  | { readonly kind: 'local'; readonly name: string; readonly scope: LocalScope }
  | { readonly kind: 'expression'; readonly node: ExpressionNode };

/** Where names are known that others may bear elsewhere: a loop, a catch, a condition on an event. */
export interface LocalScope {
  /** What it is, for messages: `loop "each"`. */
  readonly of: string;
  readonly names: readonly string[];
}

/** Literal texts with values between them. */
export interface TextNode {
  readonly kind: 'text';
  readonly literals: readonly string[];
  readonly values: readonly unknown[];
}

/** Source of an expression with operands between its pieces. */
export interface ExpressionNode {
  readonly kind: 'expression';
  readonly pieces: readonly string[];
  readonly operands: readonly unknown[];
  /** How tightly it binds; `free`: written by the user, so nothing is known of it. */
  readonly binding: Binding;
}

/** An operand that binds no tighter than what it stands in needs parentheses. */
export const BINDING = { or: 1, and: 2, comparison: 3, unary: 4, call: 5 } as const;
export type Binding = (typeof BINDING)[keyof typeof BINDING] | 'free';

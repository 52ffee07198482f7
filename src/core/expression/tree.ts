import type { FunctionSpec } from './functions/function-spec.ts';
import type { RootName } from './names.ts';
import type { BinaryOperator } from './operators.ts';
import type { Key } from './path.ts';
import type { Span } from './problems.ts';

/** An expression as the language sees it: what the evaluator, the type check and the search for references walk over. */
export type Expression =
  | Literal
  | Path
  | (Written & { readonly kind: 'list'; readonly elements: readonly Expression[] })
  | (Written & { readonly kind: 'map'; readonly entries: readonly (readonly [Expression, Expression])[] })
  | (Written & { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly operands: readonly [Expression, Expression] })
  | (Written & { readonly kind: 'logical'; readonly operator: '&&' | '||'; readonly operands: readonly [Expression, Expression] })
  | (Written & { readonly kind: 'not'; readonly operand: Expression })
  | (Written & { readonly kind: 'negate'; readonly operand: Expression })
  | (Written & { readonly kind: 'choice'; readonly condition: Expression; readonly then: Expression; readonly otherwise: Expression })
  | (Written & { readonly kind: 'has'; readonly path: Path })
  | (Written & { readonly kind: 'default'; readonly value: Expression; readonly fallback: Expression })
  | (Written & { readonly kind: 'call'; readonly name: string; readonly spec: FunctionSpec; readonly args: readonly Expression[] })
  | (Written & {
      readonly kind: 'macro';
      readonly name: string;
      readonly range: Expression;
      readonly slot: number;
      readonly bodies: readonly Expression[];
    });

export interface Written {
  readonly span: Span;
  /** The source of it, cut when long. */
  readonly text: string;
}

export interface Literal extends Written {
  readonly kind: 'literal';
  readonly value: string | number | boolean | null;
}

export interface Path extends Written {
  readonly kind: 'path';
  readonly start: PathStart;
  readonly segments: readonly (Key | Expression)[];
}

/** A reference, a macro variable, or any other value. */
export type PathStart =
  | { readonly kind: 'reference'; readonly name: RootName }
  | { readonly kind: 'variable'; readonly name: string; readonly slot: number }
  | { readonly kind: 'value'; readonly of: Expression };

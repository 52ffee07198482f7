import type { JsonSchema } from '../definition/json.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import { buildTree } from './build-tree.ts';
import { collectReferences } from './collect-references.ts';
import { ExpressionParser, unwrap } from './parse-expression.ts';
import type { Span } from './problems.ts';
import type { StaticReference } from './static-reference.ts';
import { parseTemplate } from './template.ts';
import type { Expression } from './tree.ts';
import { TypeCheck } from './type-check.ts';
import { BOOLEAN, kindNames, NULL } from './values.ts';

/** What is wrong with an expression, before it runs. */
export interface ExpressionIssue {
  readonly code: 'ExpressionSyntax' | 'ExpressionType' | 'ExpressionLimit';
  readonly message: string;
  /** Place in the text or source that was given, in UTF-16 code units. */
  readonly offset: number;
  readonly length: number;
  readonly hint?: string;
}

/** Schema of what a name stands for, where it is known. */
export type TypeOf = (root: string) => JsonSchema | undefined;

/** The references of a text, those of its expressions included; what cannot be parsed has none. */
export function referencesOfText(text: string, names: ReadonlySet<string>): readonly StaticReference[] {
  return orNone(() =>
    parseTemplate(text, names).flatMap((part): readonly StaticReference[] => {
      if (part.kind === 'text') return [];
      if (part.kind === 'expression')
        return shifted(
          orNone(() => referencesIn(part.source, names)).map((found) => (found.secret === true ? { ...found, inExpression: true } : found)),
          part.span.offset + 2,
        );
      const { root, spelled, ambiguousHyphen } = part.name;
      return [
        {
          root,
          segments: part.segments.map(({ key }) => key),
          ...part.span,
          guarded: false,
          ...(spelled === root ? {} : { spelled }),
          ...(ambiguousHyphen ? { ambiguousHyphen } : {}),
          ...(root === 'secrets' ? { secret: true } : {}),
        },
      ];
    }),
  );
}

/** The references of an expression, wrapped in `${ … }` or not; what cannot be parsed has none. */
export function referencesOfExpression(source: string, names: ReadonlySet<string>): readonly StaticReference[] {
  return orNone(() => {
    const { inner, offset } = unwrap(source);
    return shifted(referencesIn(inner, names), offset);
  });
}

function referencesIn(source: string, names: ReadonlySet<string>): readonly StaticReference[] {
  return collectReferences(buildTree(new ExpressionParser(names).parse(source)));
}

/** Checks every `${ … }` of a text. */
export function checkText(text: string, names: ReadonlySet<string>, typeOf: TypeOf): readonly ExpressionIssue[] {
  return issuesOf(() =>
    parseTemplate(text, names).flatMap((part) => {
      if (part.kind !== 'expression') return [];
      return shifted(checkSource(part.source, { names, typeOf }), part.span.offset + 2);
    }),
  );
}

/** Checks an expression, wrapped in `${ … }` or not: syntax, functions, and kinds of values where schemas tell them. */
// oxlint-disable-next-line max-params -- the fourth only says what the place needs
export function checkExpression(
  source: string,
  names: ReadonlySet<string>,
  typeOf: TypeOf,
  expect?: 'boolean',
): readonly ExpressionIssue[] {
  return issuesOf(() => {
    const { inner, offset } = unwrap(source);
    return shifted(checkSource(inner, { names, typeOf, ...(expect === undefined ? {} : { expect }) }), offset);
  });
}

interface Context {
  readonly names: ReadonlySet<string>;
  readonly typeOf: TypeOf;
  readonly expect?: 'boolean';
}

function checkSource(source: string, { names, typeOf, expect }: Context): readonly ExpressionIssue[] {
  return issuesOf(() => {
    const tree = buildTree(new ExpressionParser(names).parse(source));
    const check = new TypeCheck(typeOf);
    const { kinds } = check.typeOf(tree);
    const isCondition = expect === undefined || check.issues.length > 0 || (kinds & (BOOLEAN | NULL)) !== 0;
    return isCondition ? check.issues : [notBoolean(tree, kinds)];
  });
}

function notBoolean({ span }: Expression, kinds: number): ExpressionIssue {
  return {
    code: 'ExpressionType',
    message: `a condition is true or false, this is ${kindNames(kinds)}`,
    ...span,
    hint: 'compare it with something',
  };
}

function issuesOf(check: () => readonly ExpressionIssue[]): readonly ExpressionIssue[] {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof StepwrightError)) throw error;
    const span = (error.details ?? { offset: 0, length: 0 }) as Span;
    const code = error.code === 'ExpressionLimit' ? 'ExpressionLimit' : 'ExpressionSyntax';
    return [{ code, message: error.message, ...span, ...(error.hint === undefined ? {} : { hint: error.hint }) }];
  }
}

function orNone<T>(find: () => readonly T[]): readonly T[] {
  try {
    return find();
  } catch (error) {
    if (error instanceof StepwrightError) return [];
    throw error;
  }
}

function shifted<T extends Span>(found: readonly T[], by: number): readonly T[] {
  return found.map((each) => ({ ...each, offset: each.offset + by }));
}

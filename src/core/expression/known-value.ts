import type { JsonSchema } from '../definition/json.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import { buildTree } from './build-tree.ts';
import { ExpressionParser } from './parse-expression.ts';
import type { TypeOf } from './static.ts';
import { parseTemplate } from './template.ts';
import { TypeCheck } from './type-check.ts';
import { elementType, UNKNOWN, type ValueType } from './value-type.ts';
import { BOOLEAN, DURATION, kindNames, LIST, MAP, NULL, NUMBER, TEXT, TIME } from './values.ts';

/** What a text gives, as far as it is known before a run. */
export interface KnownValue {
  /** Exactly one reference or one `${ … }`: it keeps its type. */
  readonly whole: boolean;
  /** False: surely something else than a list. */
  readonly canBeList: boolean;
  /** Words for what it can be when it is there. */
  readonly is: string;
  /** `{}` when nothing is known. */
  readonly schema: JsonSchema;
  /** Schema of its elements, where it is a list. */
  readonly item?: JsonSchema;
}

/** What is known of the value of a text; of one that can't be parsed, nothing. */
export function knownValue(text: string, names: ReadonlySet<string>, typeOf: TypeOf): KnownValue {
  const whole = wholeSource(text, names);
  const type: ValueType = whole === undefined ? { kinds: TEXT } : typeOfSource(whole, names, typeOf);
  const { kinds, schema } = type;
  const item = elementType(type).schema;
  return {
    whole: whole !== undefined,
    canBeList: (kinds & LIST) !== 0,
    is: kindNames(kinds === NULL ? NULL : kinds & ~NULL),
    schema: schema ?? schemaOfKinds(kinds),
    ...(item === undefined ? {} : { item }),
  };
}

const TYPES: readonly (readonly [number, string])[] = [
  [BOOLEAN, 'boolean'],
  [NUMBER, 'number'],
  [TEXT, 'string'],
  // Outside expressions times and durations are text.
  [TIME, 'string'],
  [DURATION, 'string'],
  [LIST, 'array'],
  [MAP, 'object'],
];

function schemaOfKinds(kinds: number): JsonSchema {
  const type = TYPES.find(([kind]) => (kinds & ~NULL) === kind)?.[1];
  return type === undefined ? {} : { type };
}

/** Whether a text is exactly one `${ … }`. */
export function isExpression(text: string, names: ReadonlySet<string>): boolean {
  return text.startsWith('${') && wholeSource(text, names) !== undefined;
}

/** The expression that a text is, when it is nothing else. */
function wholeSource(text: string, names: ReadonlySet<string>): string | undefined {
  try {
    const [only, second] = parseTemplate(text, names);
    if (only === undefined || second !== undefined || only.kind === 'text') return undefined;
    return only.kind === 'expression' ? only.source : text;
  } catch (error) {
    // Unclosed braces are reported where expressions are checked; they were meant as an expression.
    if (error instanceof StepwrightError) return '';
    throw error;
  }
}

function typeOfSource(source: string, names: ReadonlySet<string>, typeOf: TypeOf): ValueType {
  try {
    return new TypeCheck(typeOf).typeOf(buildTree(new ExpressionParser(names).parse(source)));
  } catch (error) {
    if (error instanceof StepwrightError) return UNKNOWN;
    throw error;
  }
}

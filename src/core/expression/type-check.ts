import type { JsonSchema } from '../definition/json.ts';
import { isTimePath } from './path-walk.ts';
import type { Span } from './problems.ts';
import { elementType, fieldType, typeOfSchema, UNKNOWN, union, type ValueType } from './value-type.ts';
import { operatorResult } from './operator-kinds.ts';
import type { Expression, Path } from './tree.ts';
import { ANY, BOOLEAN, KINDS, kindNames, kindOf, LIST, MAP, NULL, NUMBER, DURATION, TEXT, TIME, WORDS } from './values.ts';

export interface TypeIssue extends Span {
  readonly code: 'ExpressionType';
  readonly message: string;
  readonly hint?: string;
}

/**
 * Infers what kinds of values an expression can give and notes the operations that cannot succeed whatever the data is.
 * What is unknown can be anything, so it never gives an issue.
 */
export class TypeCheck {
  readonly issues: TypeIssue[] = [];
  readonly #known = new Map<Expression, ValueType>();
  readonly #typeOfRoot: (root: string) => JsonSchema | undefined;
  /** Types of macro variables, by slot. */
  readonly #variables: ValueType[] = [];

  constructor(typeOfRoot: (root: string) => JsonSchema | undefined) {
    this.#typeOfRoot = typeOfRoot;
  }

  /** Each part is looked at once. */
  typeOf(expression: Expression): ValueType {
    const known = this.#known.get(expression);
    if (known !== undefined) return known;
    const type = this.#infer(expression);
    this.#known.set(expression, type);
    return type;
  }

  #infer(expression: Expression): ValueType {
    switch (expression.kind) {
      case 'literal':
        return { kinds: kindOf(expression.value) };
      case 'path':
        return this.#path(expression);
      case 'list':
        return { kinds: LIST, element: union(expression.elements.map((element) => this.typeOf(element))) };
      case 'map':
        for (const [key, value] of expression.entries) {
          this.#need(key, TEXT, 'a key');
          this.typeOf(value);
        }
        return { kinds: MAP };
      case 'binary':
        return this.#binary(expression);
      case 'logical':
        for (const operand of expression.operands) this.#need(operand, BOOLEAN, `"${expression.operator}"`);
        return { kinds: BOOLEAN };
      case 'not':
        this.#need(expression.operand, BOOLEAN, '"!"');
        return { kinds: BOOLEAN };
      case 'negate':
        return { kinds: this.#need(expression.operand, NUMBER | DURATION, '"-"') };
      case 'choice':
        this.#need(expression.condition, BOOLEAN, '"?"');
        return union([this.typeOf(expression.then), this.typeOf(expression.otherwise)]);
      case 'has':
        this.typeOf(expression.path);
        return { kinds: BOOLEAN };
      case 'default':
        return this.#default(expression);
      case 'call':
        return this.#call(expression);
      case 'macro':
        return this.#macro(expression);
    }
  }

  #path({ start, segments }: Path): ValueType {
    for (const segment of segments) if (typeof segment === 'object') this.#need(segment, NUMBER | TEXT, 'an index');
    if (start.kind === 'reference' && isTimePath(start.name.root, segments)) return { kinds: TIME | NULL };
    let type = this.#start(start);
    for (const segment of segments) type = typeof segment === 'object' ? elementType(type) : fieldType(type, segment);
    return type;
  }

  #start(start: Path['start']): ValueType {
    if (start.kind === 'value') return this.typeOf(start.of);
    return start.kind === 'variable' ? (this.#variables[start.slot] ?? UNKNOWN) : typeOfSchema(this.#typeOfRoot(start.name.root));
  }

  #binary({ operator, operands: [left, right], span }: Extract<Expression, { kind: 'binary' }>): ValueType {
    const [first, second] = [this.typeOf(left), this.typeOf(right)];
    let kinds = 0;
    for (const a of KINDS) {
      for (const b of KINDS) if ((first.kinds & a) !== 0 && (second.kinds & b) !== 0) kinds |= operatorResult(operator, a, b);
    }
    if (kinds !== 0 || first.kinds === 0 || second.kinds === 0)
      return operator === '+' && kinds === LIST
        ? { kinds, element: union([elementType(first), elementType(second)]) }
        : { kinds: kinds || ANY };
    this.#note(span, `"${operator}" does not fit: ${left.text} is ${kindNames(first.kinds)}, ${right.text} is ${kindNames(second.kinds)}`);
    return UNKNOWN;
  }

  #default({ value, fallback }: Extract<Expression, { kind: 'default' }>): ValueType {
    const type = this.typeOf(value);
    return union([{ ...type, kinds: type.kinds & ~NULL }, this.typeOf(fallback)]);
  }

  #call({ name, spec, args }: Extract<Expression, { kind: 'call' }>): ValueType {
    for (const [index, arg] of args.entries()) {
      const wanted = spec.params[index] ?? spec.rest ?? ANY;
      this.#need(arg, wanted, `${name}()`);
    }
    return { kinds: spec.returns };
  }

  #macro({ name, range, slot, bodies }: Extract<Expression, { kind: 'macro' }>): ValueType {
    const list = this.typeOf(range);
    this.#need(range, LIST | MAP, `${name}()`);
    const element = elementType(list);
    this.#variables[slot] = (list.kinds & MAP) === 0 ? element : union([element, { kinds: TEXT }]);
    const [first, second] = bodies.map((body) => this.typeOf(body));
    const [condition] = bodies;
    const isTest = ['all', 'exists', 'exists_one', 'filter'].includes(name) || second !== undefined;
    if (isTest && condition !== undefined) this.#need(condition, BOOLEAN, `${name}()`);
    if (name === 'map') return { kinds: LIST, element: second ?? first ?? UNKNOWN };
    if (name === 'groupBy') return { kinds: MAP };
    if (name === 'all' || name === 'exists' || name === 'exists_one') return { kinds: BOOLEAN };
    return (list.kinds & MAP) === 0 ? { kinds: LIST, element } : { kinds: LIST };
  }

  /** Notes an operand that can be none of the wanted kinds; returns those it can be. */
  #need(operand: Expression, wanted: number, by: string): number {
    const before = this.issues.length;
    const { kinds } = this.typeOf(operand);
    const fits = kinds & wanted;
    if (fits === 0 && kinds !== 0 && this.issues.length === before) {
      const names = kindNames(wanted === WORDS ? TEXT : wanted);
      this.#note(operand.span, `${by} needs ${names}: ${operand.text} is ${kindNames(kinds)}`);
    }
    return fits === 0 ? wanted : fits;
  }

  #note(span: Span, message: string): void {
    this.issues.push({ code: 'ExpressionType', message, ...span });
  }
}

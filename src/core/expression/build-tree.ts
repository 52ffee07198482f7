import type { ASTNode, ParsedExpression } from './parse-expression.ts';
import { checkArguments, namedFunction } from './called-function.ts';
import { limitError, MAX_DEPTH } from './limits.ts';
import { isMacro } from './macros.ts';
import type { BinaryOperator } from './operators.ts';
import { syntaxError } from './problems.ts';
import type { Expression, Literal, Path, PathStart, Written } from './tree.ts';

const MAX_SHOWN = 60;

interface Scope {
  /** Macro variables, outermost first; their place is their slot. */
  readonly variables: readonly string[];
  readonly depth: number;
}

/** Makes the tree of a parsed source; refuses what CEL has and the language has not. */
export function buildTree(parsed: ParsedExpression): Expression {
  return new TreeBuilder(parsed).build(parsed.ast, { variables: [], depth: 0 });
}

class TreeBuilder {
  readonly #source: string;
  readonly #roots: ParsedExpression['roots'];

  constructor({ source, roots }: ParsedExpression) {
    this.#source = source;
    this.#roots = roots;
  }

  build(node: ASTNode, outer: Scope): Expression {
    const written = this.#written(node);
    if (outer.depth >= MAX_DEPTH)
      throw limitError(`the expression is nested deeper than ${MAX_DEPTH}`, 'split it over several steps', written.span);
    const scope = { ...outer, depth: outer.depth + 1 };
    switch (node.op) {
      case 'value':
        return literal(node.args, written);
      case 'id':
      case '.':
      case '[]':
        return this.#path(node, scope);
      case 'list':
        return { ...written, kind: 'list', elements: node.args.map((element) => this.build(element, scope)) };
      case 'map':
        return {
          ...written,
          kind: 'map',
          entries: node.args.map(([key, value]) => [this.#key(key, scope), this.build(value, scope)] as const),
        };
      case '?:': {
        const [condition, then, otherwise] = node.args;
        return {
          ...written,
          kind: 'choice',
          condition: this.build(condition, scope),
          then: this.build(then, scope),
          otherwise: this.build(otherwise, scope),
        };
      }
      case '&&':
      case '||':
        return { ...written, kind: 'logical', operator: node.op, operands: this.#pair(node.args, scope) };
      case '!_':
        return { ...written, kind: 'not', operand: this.build(node.args, scope) };
      case '-_':
        return { ...written, kind: 'negate', operand: this.build(node.args, scope) };
      case 'call':
        return this.#call({ written, name: this.#functionName(node) }, node.args[1], scope);
      case 'rcall':
        return this.#call({ written, name: node.args[0] }, [node.args[1], ...node.args[2]], scope);
      case '.?':
      case '[?]':
        throw syntaxError('there is no optional access', written.span, 'default(path, value) never fails');
      default:
        return { ...written, kind: 'binary', operator: node.op satisfies BinaryOperator, operands: this.#pair(node.args, scope) };
    }
  }

  #pair([left, right]: readonly [ASTNode, ASTNode], scope: Scope): readonly [Expression, Expression] {
    return [this.build(left, scope), this.build(right, scope)];
  }

  /** `{name: …}` would be a variable as key, which is seldom meant. */
  #key(node: ASTNode, scope: Scope): Expression {
    if (node.op === 'id' && !this.#roots.has(node.start) && !scope.variables.includes(node.args)) {
      throw syntaxError(`the key ${node.args} needs quotes`, this.#written(node).span, `write "${node.args}": …`);
    }
    return this.build(node, scope);
  }

  /** Unwinds a chain of keys and indexes down to where it starts. */
  #path(node: ASTNode, scope: Scope): Path {
    const segments: Path['segments'][number][] = [];
    let start = node;
    while (start.op === '.' || start.op === '[]') {
      if (start.op === '.') segments.unshift(this.#source.slice(start.pos, start.pos + start.args[1].length));
      else segments.unshift(this.#index(start.args[1], scope));
      start = start.args[0];
    }
    return { ...this.#written(node), kind: 'path', start: this.#start(start, scope), segments };
  }

  #index(node: ASTNode, scope: Scope): Path['segments'][number] {
    const index = this.build(node, scope);
    if (index.kind !== 'literal') return index;
    const { value } = index;
    return typeof value === 'string' || (typeof value === 'number' && Number.isInteger(value)) ? value : index;
  }

  #start(node: ASTNode, scope: Scope): PathStart {
    if (node.op !== 'id') return { kind: 'value', of: this.build(node, scope) };
    const name = this.#roots.get(node.start);
    if (name !== undefined) return { kind: 'reference', name };
    const slot = scope.variables.lastIndexOf(node.args);
    if (slot !== -1) return { kind: 'variable', name: node.args, slot };
    const known =
      node.args === 'true' || node.args === 'false' ? 'it is a word of the language' : `write $${node.args}, or "${node.args}" for text`;
    throw syntaxError(`${node.args} is not a value`, this.#written(node).span, known);
  }

  #functionName(node: ASTNode & { readonly op: 'call' }): string {
    if (this.#roots.has(node.start)) throw syntaxError('a reference cannot be called', this.#written(node).span, 'functions have no $');
    return node.args[0];
  }

  #call(call: { readonly written: Written; readonly name: string }, args: readonly ASTNode[], scope: Scope): Expression {
    const { written, name } = call;
    if (isMacro(name, args.length)) return this.#macro(call, args, scope);
    if (name === 'has') return this.#has(written, args, scope);
    if (name === 'default') return this.#default(written, args, scope);
    const spec = namedFunction(name, written.span);
    checkArguments(spec, args.length, { name, span: written.span });
    return { ...written, kind: 'call', name, spec, args: args.map((arg) => this.build(arg, scope)) };
  }

  #has(written: Written, args: readonly ASTNode[], scope: Scope): Expression {
    const [path] = args.map((arg) => this.build(arg, scope));
    if (path?.kind === 'path' && args.length === 1) return { ...written, kind: 'has', path };
    throw syntaxError('has() takes one reference', written.span, 'such as has($order.customer)');
  }

  #default(written: Written, args: readonly ASTNode[], scope: Scope): Expression {
    const [value, fallback] = args.map((arg) => this.build(arg, scope));
    if (value !== undefined && fallback !== undefined && args.length === 2) return { ...written, kind: 'default', value, fallback };
    throw syntaxError('default() takes a reference and a value', written.span, 'such as default($order.note, "")');
  }

  #macro({ written, name }: { readonly written: Written; readonly name: string }, args: readonly ASTNode[], scope: Scope): Expression {
    const [range, variable, ...bodies] = args;
    if (range === undefined || variable?.op !== 'id' || this.#roots.has(variable.start)) {
      throw syntaxError(`${name}() takes a variable name first`, written.span, `such as $items.${name}(item, item.price)`);
    }
    const inner = { ...scope, variables: [...scope.variables, variable.args] };
    return {
      ...written,
      kind: 'macro',
      name,
      range: this.build(range, scope),
      slot: scope.variables.length,
      bodies: bodies.map((body) => this.build(body, inner)),
    };
  }

  #written({ start, end }: ASTNode): Written {
    const text = this.#source.slice(start, end);
    return { span: { offset: start, length: end - start }, text: text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text };
  }
}

/** Whole numbers come as integers, which JSON does not know. */
function literal(value: unknown, written: Written): Literal {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return { ...written, kind: 'literal', value };
  const number = typeof value === 'bigint' || typeof value === 'number' ? Number(value) : undefined;
  if (number === undefined)
    throw syntaxError(`${written.text}: there are no bytes and no unsigned numbers`, written.span, 'leave out the letter');
  if (Math.abs(number) > Number.MAX_SAFE_INTEGER)
    throw syntaxError(`${written.text} is beyond 2^53`, written.span, 'larger numbers are not exact: keep them as text');
  return { ...written, kind: 'literal', value: number };
}

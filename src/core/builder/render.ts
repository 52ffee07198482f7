import { FIXED_NAMES, NAME_PATTERN } from '../definition/names.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import { BINDING, type ExpressionNode, type LocalScope, type Node, type PathNode, type Root, type TextNode } from './node.ts';
import { nodeOf, reference } from './reference.ts';

/** Writes values with references as a definition has them. */
export interface Renderer {
  /** A value at a place where references are resolved; undefined stays. */
  value(value: unknown): unknown;
  /** A value at a place that takes an expression and no mapping; undefined stays. */
  expression(value: unknown): string | undefined;
  /** A condition: an expression by its place. */
  condition(condition: unknown): string | boolean;
  /** Writes what stands where a scope's names are known. */
  inside<T>(scope: LocalScope, write: () => T): T;
}

/** @param declared step ids and variables of the definition: they hide the input's keys of the same name. */
export function rendererOf(declared: ReadonlySet<string>): Renderer {
  const writer = new Writer(new Set([...declared, ...FIXED_NAMES]));
  return {
    value: (value) => (value === undefined ? undefined : writer.value(value, '')),
    expression: (value) => (value === undefined ? undefined : writer.expression(value)),
    condition: (condition) => (typeof condition === 'boolean' ? condition : writer.source(condition)),
    inside: (scope, write) => writer.inside(scope, write),
  };
}

type LocalRoot = Root & { readonly kind: 'local' };

const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Text that would be read as part of the reference before it. */
const GOES_ON = /^(?:[A-Za-z0-9_-]|\.[A-Za-z_]|\[)/;
/** A dollar sign that would mean something. */
const DOLLAR = /\$(?=[\p{L}_{$])/gu;

class Writer {
  readonly #hidden: ReadonlySet<string>;
  /** From the outermost. */
  readonly #scopes: LocalScope[] = [];

  constructor(hidden: ReadonlySet<string>) {
    this.#hidden = hidden;
  }

  inside<T>(scope: LocalScope, write: () => T): T {
    this.#scopes.push(scope);
    try {
      return write();
    } finally {
      this.#scopes.pop();
    }
  }

  /** @param place where the value stands, for the message when it can't stand there. */
  value(value: unknown, place: string): unknown {
    const node = nodeOf(value);
    if (node !== undefined) return node.kind === 'text' ? this.#text(node) : this.#inserted(node, '');
    if (typeof value === 'string') return escapeText(value, false);
    if (value === null || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value;
    if (Array.isArray(value)) return value.map((inner, index) => this.value(inner, `${place}[${index}]`));
    if (!isPlainObject(value)) throw notData(value, place);
    const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return Object.fromEntries(fields.map(([key, inner]) => [key, this.value(inner, `${place}.${key}`)]));
  }

  expression(value: unknown): string {
    return `\${ ${this.source(value)} }`;
  }

  /** Source of an expression: a reference, a calculation, or data with either in it. */
  source(value: unknown): string {
    const node = nodeOf(value);
    if (node?.kind === 'path') return this.#path(node);
    if (node?.kind === 'expression') return this.#expression(node);
    if (node?.kind === 'text') throw textInExpression();
    if (Array.isArray(value)) return `[${value.map((inner) => this.source(inner)).join(', ')}]`;
    if (isPlainObject(value))
      return `{${Object.entries(value)
        .map(([key, inner]) => `${JSON.stringify(key)}: ${this.source(inner)}`)
        .join(', ')}}`;
    if (
      value === null ||
      typeof value === 'boolean' ||
      typeof value === 'string' ||
      (typeof value === 'number' && Number.isFinite(value))
    ) {
      return JSON.stringify(value);
    }
    throw notData(value, '');
  }

  #path({ root, path }: PathNode): string {
    if (root.kind === 'expression') return `(${this.#expression(root.node)})${keys(path)}`;
    if (root.kind === 'local') this.#checkKnown(root);
    if (root.kind !== 'input') return `$${root.name}${keys(path)}`;
    const [first, ...rest] = path;
    const visible = typeof first === 'string' && NAME_PATTERN.test(first) && !this.#hidden.has(first);
    return visible ? `$${first}${keys(rest)}` : `$input${keys(path)}`;
  }

  /** A name that something further inside bears as well would mean that one. */
  #checkKnown({ name, scope }: LocalRoot): void {
    const known = this.#scopes.findLast(({ names }) => names.includes(name));
    if (known !== scope) throw unknownHere({ name, scope }, known);
  }

  #text(node: TextNode): string {
    const parts = partsOf(node);
    const [only] = parts;
    // Alone, a reference would keep its type.
    if (parts.length === 1 && only !== undefined && typeof only !== 'string')
      return secretName(only) === undefined ? `\${ ${this.#asText(only)} }` : this.#inserted(only, '');
    return parts
      .map((part, i) => {
        const next = parts[i + 1];
        return typeof part === 'string' ? escapeText(part, next !== undefined) : this.#inserted(part, typeof next === 'string' ? next : '');
      })
      .join('');
  }

  #asText(node: PathNode | ExpressionNode): string {
    const source = this.source(reference(node));
    return isReference(node) ? `"" + default(${source}, "")` : `"" + (${source})`;
  }

  #inserted(node: PathNode | ExpressionNode, after: string): string {
    const source = this.source(reference(node));
    const secret = secretName(node);
    // No expression may have it; what follows the bracket is text.
    if (secret !== undefined) return GOES_ON.test(after) ? `$secrets[${JSON.stringify(secret)}]` : source;
    return isReference(node) && !GOES_ON.test(after) ? source : `\${ ${source} }`;
  }

  #expression({ pieces, operands, binding }: ExpressionNode): string {
    return pieces.reduce((source, piece, i) => {
      const gap = /^[A-Za-z0-9_-]/.test(piece) ? ' ' : '';
      return `${source}${this.#operand(operands[i - 1], binding)}${gap}${piece}`;
    });
  }

  #operand(value: unknown, binding: ExpressionNode['binding']): string {
    const node = nodeOf(value);
    const source = this.source(value);
    if (node?.kind !== 'expression' || node.binding === BINDING.call || binding === BINDING.call) return source;
    const tighter = node.binding !== 'free' && binding !== 'free' && node.binding > binding;
    return tighter ? source : `(${source})`;
  }
}

/** Whether a path can stand in text without being made an expression. */
function isReference(node: PathNode | ExpressionNode): boolean {
  return node.kind === 'path' && node.root.kind !== 'expression';
}

/** The name of the secret that a path stands for. */
function secretName(node: PathNode | ExpressionNode): string | undefined {
  if (node.kind !== 'path' || node.root.kind !== 'fixed' || node.root.name !== 'secrets') return undefined;
  return String(node.path[0]);
}

/** Pieces of a text, texts inside it taken apart, plain values made text, neighbours joined. */
function partsOf(node: TextNode): readonly (string | PathNode | ExpressionNode)[] {
  const parts: (string | PathNode | ExpressionNode)[] = [];
  const add = (part: string | Node): void => {
    const last = parts.at(-1);
    if (part === '') return;
    if (typeof part === 'object' && part.kind === 'text') partsOf(part).forEach(add);
    else if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
    else parts.push(part);
  };
  node.literals.forEach((literal, i) => {
    if (i > 0) add(nodeOf(node.values[i - 1]) ?? plainText(node.values[i - 1]));
    add(literal);
  });
  return parts;
}

function plainText(value: unknown): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** @param followed by something inserted, so that a dollar sign at the end would begin a reference. */
function escapeText(text: string, followed: boolean): string {
  const escaped = text.replaceAll(DOLLAR, '$$$$');
  return followed && text.endsWith('$') ? `${escaped}$` : escaped;
}

function keys(path: readonly (string | number)[]): string {
  return path.map((key) => (typeof key === 'string' && PLAIN_KEY.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`)).join('');
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function notData(value: unknown, place: string): StepwrightError {
  const what =
    typeof value === 'object' && value !== null ? `an object of class ${value.constructor.name}` : `${typeof value} ${String(value)}`;
  return new StepwrightError(
    'InvalidValue',
    `${place === '' ? 'a value' : `the value at ${place.replace(/^\./, '')}`} is ${what}, which a definition cannot hold`,
    {
      class: 'validation',
      hint: 'Use text, finite numbers, true, false, null, lists, plain objects and references.',
    },
  );
}

function unknownHere({ name, scope }: Omit<LocalRoot, 'kind'>, known: LocalScope | undefined): StepwrightError {
  if (known === undefined) {
    return new StepwrightError('HiddenReference', `$${name} of the ${scope.of} is used outside of it`, {
      class: 'validation',
      hint: 'Carry the value out with collect, output or a variable.',
    });
  }
  return new StepwrightError('HiddenReference', `$${name} of the ${scope.of} is used inside the ${known.of}, where $${name} is another`, {
    class: 'validation',
    hint: 'Give one of them another name, with as or indexAs.',
  });
}

function textInExpression(): StepwrightError {
  return new StepwrightError('InvalidValue', 'text`…` stands inside an expression', {
    class: 'validation',
    hint: 'Join with +, as in expr`"Order " + ${ref}`.',
  });
}

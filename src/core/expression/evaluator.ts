import { compile } from './compile.ts';
import { compileTemplate, SecretText } from './compile-template.ts';
import { buildTree } from './build-tree.ts';
import type { Environment } from './environment.ts';
import type { Evaluation } from './evaluation.ts';
import { Patterns } from './functions/regex.ts';
import { jsonValue, Tally } from './json-value.ts';
import { Gas, limitError, MAX_VALUE_DEPTH } from './limits.ts';
import { ExpressionParser, unwrap } from './parse-expression.ts';
import { valueError } from './problems.ts';
import { SECRET_TEXT } from './secret-text.ts';
import { parseTemplate } from './template.ts';
import { describe, put } from './values.ts';

/**
 * Resolves references and evaluates expressions for one run. Everything it keeps is what it has compiled: the same text
 * gives the same value from a fresh evaluator. Throws `StepwrightError` of class `validation` only.
 */
export class Evaluator {
  readonly #names: ReadonlySet<string>;
  readonly #parser: ExpressionParser;
  readonly #patterns = new Patterns();
  readonly #texts = new Map<string, CompiledText>();
  readonly #expressions = new Map<string, Evaluation>();

  /** `names`: every known name, for the hyphen rule. */
  constructor(names: ReadonlySet<string>) {
    this.#names = names;
    this.#parser = new ExpressionParser(names);
  }

  /**
   * A JSON value with its references and expressions replaced. Texts are templates; lists and maps are walked; keys stay.
   * Text with `$secrets.NAME` becomes `{ "$secretText": [text or { "secret": NAME }, …] }`.
   */
  resolve(value: unknown, env: Environment): unknown {
    return this.#resolve(value, { env, gas: new Gas(), depth: 0 });
  }

  /** The JSON value of an expression; a wrapping `${ … }` is allowed. Times become ISO text, durations milliseconds. */
  evaluate(source: string, env: Environment): unknown {
    const gas = new Gas();
    return jsonValue(this.#run(this.#expression(source), env, gas), new Tally(gas));
  }

  /** An expression that must be true or false; null counts as false. */
  condition(source: string | boolean, env: Environment): boolean {
    if (typeof source === 'boolean') return source;
    const value = this.#run(this.#expression(source), env, new Gas());
    if (typeof value === 'boolean') return value;
    if (value === null || value === undefined) return false;
    throw valueError(`a condition is true or false: ${source.trim().slice(0, 100)} is ${describe(value)}`);
  }

  #resolve(value: unknown, walk: Walk): unknown {
    if (typeof value === 'string') return value.includes('$') ? this.#resolveText(value, walk) : value;
    if (typeof value !== 'object' || value === null) return jsonValue(value, new Tally());
    if (walk.depth >= MAX_VALUE_DEPTH) throw limitError(`the value is nested deeper than ${MAX_VALUE_DEPTH}`, 'use flatter data');
    const inner = { ...walk, depth: walk.depth + 1 };
    if (Array.isArray(value)) return value.map((element) => this.#resolve(element, inner));
    const resolved: Record<string, unknown> = {};
    for (const [key, each] of Object.entries(value)) {
      if (key === SECRET_TEXT) throw valueError(`the key "${SECRET_TEXT}" is reserved`, 'write $secrets.NAME in a text');
      if (each !== undefined) put(resolved, key, this.#resolve(each, inner));
    }
    return resolved;
  }

  #resolveText(text: string, { env, gas }: Walk): unknown {
    const { evaluate, isReference } = this.#text(text);
    const value = this.#run(evaluate, env, gas);
    return value instanceof SecretText ? value.placeholder() : jsonValue(value, isReference ? new Tally() : new Tally(gas));
  }

  #run(evaluate: Evaluation, env: Environment, gas: Gas): unknown {
    return evaluate({ env, gas, variables: [], patterns: this.#patterns });
  }

  #text(text: string): CompiledText {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const parts = parseTemplate(text, this.#names);
    const evaluate = compileTemplate(parts, ({ source }) => this.#compile(source));
    const compiled = { evaluate, isReference: parts.length === 1 && parts[0]?.kind === 'reference' };
    this.#texts.set(text, compiled);
    return compiled;
  }

  #expression(source: string): Evaluation {
    const known = this.#expressions.get(source);
    if (known !== undefined) return known;
    const compiled = this.#compile(unwrap(source).inner);
    this.#expressions.set(source, compiled);
    return compiled;
  }

  #compile(source: string): Evaluation {
    return compile(buildTree(this.#parser.parse(source)));
  }
}

interface Walk {
  readonly env: Environment;
  readonly gas: Gas;
  readonly depth: number;
}

interface CompiledText {
  readonly evaluate: Evaluation;
  /** Exactly one reference: what it stands for exists already, however large. */
  readonly isReference: boolean;
}

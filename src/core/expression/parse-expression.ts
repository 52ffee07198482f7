import { Environment, ParseError, type ASTNode } from '@marcbachmann/cel-js';
import { limitError, MAX_BRACKETS, MAX_NODES, MAX_SOURCE } from './limits.ts';
import { rootNameAt, type RootName } from './names.ts';
import { syntaxError } from './problems.ts';
import { closingBrace, endOfComment, endOfLiteral } from './scan.ts';

export type { ASTNode } from '@marcbachmann/cel-js';

export interface ParsedExpression {
  readonly source: string;
  readonly ast: ASTNode;
  /** References by the offset of their `$`. */
  readonly roots: ReadonlyMap<number, RootName>;
}

/** CEL keywords, which are plain keys after a dot. */
const KEYWORDS: ReadonlySet<string> = new Set(['in', 'true', 'false', 'null']);
/** Operators in a row before one value; the parser nests for each. */
const MAX_SIGNS = 50;

/** A parser of one run: CEL's own parser holds state. */
export class ExpressionParser {
  readonly #names: ReadonlySet<string>;
  #cel: Environment | undefined;

  constructor(names: ReadonlySet<string>) {
    this.#names = names;
  }

  /** Parses an expression without its wrapper. Offsets in errors and nodes count in `source`. */
  parse(source: string): ParsedExpression {
    if (source.length > MAX_SOURCE)
      throw limitError(`the expression has more than ${MAX_SOURCE} characters`, 'split it over several steps');
    const reader = new SourceReader(source, this.#names);
    const celSource = reader.read();
    return { source, ast: this.#parseCel(source, celSource), roots: reader.roots };
  }

  #parseCel(source: string, celSource: string): ASTNode {
    this.#cel ??= new Environment({
      limits: {
        maxAstNodes: MAX_NODES,
        maxDepth: MAX_BRACKETS,
        maxListElements: MAX_NODES,
        maxMapEntries: MAX_NODES,
        maxCallArguments: 100,
      },
    });
    try {
      return this.#cel.parse(celSource).ast;
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      const { start, end } = error.range ?? { start: 0, end: source.length };
      const span = { offset: start, length: Math.max(0, end - start) };
      if (error.code === 'limit_exceeded')
        throw limitError('the expression is too large or nested too deep', 'split it over several steps', span);
      throw syntaxError(celMessage(error, source), span);
    }
  }
}

/** The parser speaks of tokens by its own names, and of the source it was given. */
function celMessage(error: ParseError, source: string): string {
  const { start, end } = error.range ?? { start: 0, end: 0 };
  if (error.code !== 'unexpected_token' && error.code !== 'expected_token' && error.code !== 'unexpected_character') return error.summary;
  if (source.trim() === '') return 'the expression is empty';
  const found = source.slice(start, end);
  return found === '' ? 'the expression ends too early' : `unexpected ${JSON.stringify(found)}`;
}

/** The expression inside an optional `${ … }`, and where it begins. */
export function unwrap(source: string): { readonly inner: string; readonly offset: number } {
  const start = source.search(/\S/);
  if (start === -1 || !source.startsWith('${', start)) return { inner: source, offset: 0 };
  const end = closingBrace(source, start + 1);
  const span = { offset: start, length: source.length - start };
  if (end === undefined) throw syntaxError('the ${ is not closed', span, 'add the missing }');
  if (source.slice(end + 1).trim() !== '')
    throw syntaxError('text after the ${ … }', span, 'put one ${ … } round the whole expression, or none');
  return { inner: source.slice(start + 2, end), offset: start + 2 };
}

/**
 * Writes the references of a source as CEL identifiers of the same length, so that offsets stay: `$order-id` becomes
 * `Rorder_id`. What is a reference is known by its offset, so no identifier can pass for one.
 */
class SourceReader {
  readonly roots = new Map<number, RootName>();
  readonly #source: string;
  readonly #names: ReadonlySet<string>;
  #written = '';
  #at = 0;

  constructor(source: string, names: ReadonlySet<string>) {
    this.#source = source;
    this.#names = names;
  }

  read(): string {
    const source = this.#source;
    let signs = 0;
    while (this.#at < source.length) {
      const char = source.charAt(this.#at);
      signs = char === '!' || char === '-' ? signs + 1 : isSpace(char) ? signs : 0;
      if (signs > MAX_SIGNS) throw limitError('too many signs in a row', 'one is enough', { offset: this.#at, length: 1 });
      if (char === '"' || char === "'") this.#copyTo(endOfLiteral(source, this.#at));
      else if (char === '/' && source[this.#at + 1] === '/') this.#copyTo(endOfComment(source, this.#at));
      else if (char === '$') this.#reference();
      else if (/[A-Za-z0-9_]/.test(char)) this.#word();
      else this.#copyTo(this.#at + 1);
    }
    return this.#written;
  }

  #copyTo(end: number): void {
    this.#written += this.#source.slice(this.#at, end);
    this.#at = end;
  }

  #reference(): void {
    const name = rootNameAt(this.#source, this.#at + 1, this.#names);
    if (name === undefined) {
      const hint =
        this.#source[this.#at + 1] === '{' ? 'write $name inside an expression' : 'a reference is $ and a name; put quotes round text';
      throw syntaxError('"$" without a name', { offset: this.#at, length: 1 }, hint);
    }
    this.roots.set(this.#at, name);
    this.#written += `R${name.root.replaceAll('-', '_')}`;
    this.#at += 1 + name.root.length;
  }

  #word(): void {
    let end = this.#at;
    while (end < this.#source.length && /[A-Za-z0-9_]/.test(this.#source.charAt(end))) end += 1;
    const word = this.#source.slice(this.#at, end);
    if (KEYWORDS.has(word) && this.#written.trimEnd().endsWith('.')) this.#written += word.toUpperCase();
    else this.#written += word;
    this.#at = end;
  }
}

function isSpace(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\n' || char === '\r';
}

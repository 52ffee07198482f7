import { Composer, LineCounter, Parser, visit, type CST, type Document, type YAMLError } from 'yaml';
import { isDeeper } from '../schema-check/check-json.ts';
import { findJsonError } from './json-error.ts';
import { isNestedDeeper } from './yaml-depth.ts';
import { locator, type Locate, type Position } from './locate.ts';
import type { Problem } from './problem.ts';
import { yamlHint } from './yaml-hint.ts';

export interface ParseOptions {
  /** Named in problems; its ending tells the format. */
  readonly file?: string;
  /** Default: by the file's ending, else by what the text looks like. */
  readonly format?: 'yaml' | 'json';
}

export interface ParsedDefinition {
  /** What the text says; absent when it can't be read. */
  readonly value?: unknown;
  readonly problems: readonly Problem[];
  /** Where something stands in the text. */
  readonly locate: Locate;
}

/** Characters; a definition is text that people write. */
const LONGEST = 2_000_000;
/** Nesting: enough for anything a person writes, and safe for everything that walks over it. */
export const DEEPEST = 200;

/** Problems of one kind: nobody reads more. */
const MOST_PROBLEMS = 1000;

/** Reads YAML (1.2 core) or JSON, with the position of every value. Never throws. */
export function parseDefinition(text: string, options: ParseOptions = {}): ParsedDefinition {
  const reader = new Reader(text, options);
  if (text.length > LONGEST)
    return reader.fail({
      message: `the text has ${text.length} characters, more than ${LONGEST}`,
      hint: 'keep data in files that the run reads',
    });
  try {
    return formatOf(text, options) === 'json' ? reader.json() : reader.yaml();
  } catch (error) {
    // Only nesting beyond any sense makes the parser overflow.
    return reader.fail({ message: `can't be read: ${error instanceof RangeError ? 'nested too deep' : String(error)}` });
  }
}

/** After these the rest of the text is read wrongly. */
const OUT_OF_STEP: ReadonlySet<string> = new Set(['UNEXPECTED_TOKEN', 'MISSING_CHAR', 'BAD_INDENT', 'TAB_AS_INDENT']);

interface Fault {
  readonly message: string;
  readonly hint?: string | undefined;
  readonly offset?: number;
  readonly severity?: Problem['severity'];
}

class Reader {
  readonly #text: string;
  readonly #options: ParseOptions;
  readonly #lines = new LineCounter();
  #code: 'InvalidYaml' | 'InvalidJson' = 'InvalidYaml';

  constructor(text: string, options: ParseOptions) {
    this.#text = text;
    this.#options = options;
  }

  json(): ParsedDefinition {
    this.#code = 'InvalidJson';
    const fault = findJsonError(this.#text);
    if (fault !== undefined) {
      // So that the fault has a line.
      this.#tokens();
      return this.fail(fault);
    }
    const value: unknown = JSON.parse(this.#text);
    if (isDeeper(value, DEEPEST)) return this.fail({ message: `nested deeper than ${DEEPEST} levels` });
    const [document] = this.#documents();
    const duplicates = document?.errors.filter(({ code }) => code === 'DUPLICATE_KEY') ?? [];
    return this.#result(
      document,
      duplicates.slice(0, MOST_PROBLEMS).map((error) => this.#problem(this.#duplicate(error))),
      value,
    );
  }

  yaml(): ParsedDefinition {
    const [document, second] = this.#documents();
    if (document === undefined) return this.fail({ message: 'the text is empty', offset: 0 });
    if (second !== undefined) {
      return this.fail({
        message: 'there is more than one document',
        hint: 'write one definition per file, without "---" between',
        offset: second.range[0],
      });
    }
    const broken = this.#syntaxProblems(document);
    if (broken.length > 0) return { problems: broken, locate: locator(document, this.#text, this.#lines) };
    const problems = [
      ...document.errors.slice(0, MOST_PROBLEMS).map((error) => this.#problem(this.#duplicate(error))),
      ...this.#scalarProblems(document),
    ];
    try {
      const value: unknown = document.toJS({ maxAliasCount: 100 });
      if (isDeeper(value, DEEPEST)) return this.fail({ message: `nested deeper than ${DEEPEST} levels` });
      return this.#result(document, problems, value);
    } catch (error) {
      return this.fail(aliasFault(error, document));
    }
  }

  fail(fault: Fault): ParsedDefinition {
    return { problems: [this.#problem(fault)], locate: () => undefined };
  }

  #documents(): readonly Document.Parsed[] {
    // An explicit version in the file must not bring back YAML 1.1, where `no` is false.
    const composer = new Composer({ prettyErrors: false, logLevel: 'error', stringKeys: true, version: '1.2' });
    const tokens = this.#tokens();
    // The composer calls itself for each level: one that overflows the stack can end the whole process.
    if (isNestedDeeper(tokens, 2 * DEEPEST)) throw new RangeError('nested too deep');
    return [...composer.compose(tokens)] as readonly Document.Parsed[];
  }

  #tokens(): readonly CST.Token[] {
    return [...new Parser(this.#lines.addNewLine).parse(this.#text)];
  }

  #result(document: Document.Parsed | undefined, problems: readonly Problem[], value: unknown): ParsedDefinition {
    const locate = document === undefined ? () => undefined : locator(document, this.#text, this.#lines);
    return problems.some(({ severity }) => severity === 'error') ? { problems, locate } : { value, problems, locate };
  }

  /** Every mistake once: of each line the first fault, and nothing after one that left brackets or indentation out of step. */
  #syntaxProblems(document: Document.Parsed): readonly Problem[] {
    const { explicit, version } = document.directives.yaml;
    const found = explicit && version !== '1.2' ? [this.#problem({ message: 'only YAML 1.2 is read', offset: 0 })] : [];
    const lines = new Set<number>();
    for (const error of [...document.errors, ...document.warnings]) {
      const [offset] = error.pos;
      const { line } = this.#lines.linePos(offset);
      if (error.code === 'DUPLICATE_KEY' || lines.has(line)) continue;
      lines.add(line);
      found.push(this.#problem({ message: sentence(error.message), offset, hint: yamlHint(error, this.#lineText(offset)) }));
      if (OUT_OF_STEP.has(error.code)) break;
    }
    return found;
  }

  /** Values that YAML can write and JSON can't, and comments that were surely meant as text. */
  #scalarProblems(document: Document.Parsed): readonly Problem[] {
    const found: Problem[] = [];
    visit(document, {
      Scalar: (_key, { value, range, comment }) => {
        const offset = range?.[0] ?? 0;
        if (typeof value === 'number' && !Number.isFinite(value))
          found.push(this.#problem({ message: `${value} is not a JSON number`, offset }));
        if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
          found.push(
            this.#problem({
              message: 'the number is rounded: it has more than 53 bits',
              hint: 'put it in quotes',
              offset,
              severity: 'warning',
            }),
          );
        }
        if (typeof comment === 'string' && /^\S*\$[A-Za-z_{]/.test(comment)) {
          found.push(
            this.#problem({
              message: `"#${comment}" is a comment here`,
              hint: 'put the whole value in quotes: " #" begins a comment',
              offset,
              severity: 'warning',
            }),
          );
        }
      },
    });
    return found;
  }

  #duplicate({ pos }: YAMLError): Fault {
    const key = /^(?:"[^"\n]*"|'[^'\n]*'|[^:\s]+)/.exec(this.#text.slice(pos[0]))?.[0] ?? '';
    return { message: `the key ${key} is there twice`, hint: 'remove one of the two', offset: pos[0] };
  }

  #problem({ message, hint, offset, severity = 'error' }: Fault): Problem {
    const position: Partial<Position> = offset === undefined ? {} : this.#position(offset);
    const { file } = this.#options;
    return {
      severity,
      code: this.#code,
      pointer: '',
      message,
      ...(file === undefined ? {} : { file }),
      ...(position.line === undefined || position.column === undefined ? {} : { line: position.line, column: position.column }),
      ...(hint === undefined ? {} : { hint }),
    };
  }

  #position(offset: number): Partial<Position> {
    const { line, col } = this.#lines.linePos(offset);
    return line === 0 ? {} : { line, column: col };
  }

  #lineText(offset: number): string {
    const start = this.#text.lastIndexOf('\n', offset - 1) + 1;
    const end = this.#text.indexOf('\n', offset);
    return this.#text.slice(start, end === -1 ? undefined : end);
  }
}

function formatOf(text: string, { file, format }: ParseOptions): 'yaml' | 'json' {
  if (format !== undefined) return format;
  if (file !== undefined) return file.toLowerCase().endsWith('.json') ? 'json' : 'yaml';
  return /^\s*[{["]/.test(text) && findJsonError(text) === undefined ? 'json' : 'yaml';
}

function aliasFault(error: unknown, document: Document.Parsed): Fault {
  const message = error instanceof Error ? error.message : String(error);
  const name = /^Unresolved alias[^:]*: (.*)$/.exec(message)?.[1];
  if (name === undefined)
    return { message: message.startsWith('Excessive alias count') ? 'aliases make the text grow beyond all bounds' : sentence(message) };
  let offset: number | undefined;
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.source === name) offset ??= alias.range?.[0];
    },
  });
  return {
    message: `*${name} refers to no anchor`,
    hint: 'put values that begin with "*" in quotes',
    ...(offset === undefined ? {} : { offset }),
  };
}

function sentence(message: string): string {
  return message.replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase());
}

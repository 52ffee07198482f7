import { secretPlaceholder } from '../../../src/core/expression/secret-text.ts';
import { isFileRef } from '../../../src/files/payload-files.ts';
import { SHORTEST, spellingsOf } from './spellings.ts';

/** Replaces the secrets it was told, in every spelling of theirs, by their names. */
export class Redactor {
  /** Spelling → placeholder. */
  readonly #spellings = new Map<string, string>();
  #pattern: RegExp | undefined;
  #bytes: { readonly pattern: RegExp; readonly placeholders: ReadonlyMap<string, string> } | undefined;

  add(name: string, secret: string): void {
    for (const spelling of spellingsOf(secret)) this.#spellings.set(spelling, secretPlaceholder(name));
    this.#pattern = undefined;
    this.#bytes = undefined;
  }

  /** Nothing has to be replaced. */
  get idle(): boolean {
    return this.#spellings.size === 0;
  }

  text(text: string): string {
    if (this.idle) return text;
    this.#pattern ??= patternOf(this.#spellings.keys());
    return text.replaceAll(this.#pattern, (found) => this.#spellings.get(found) ?? found);
  }

  /** A JSON value: its texts, keys and numbers. */
  json(value: unknown): unknown {
    if (this.idle) return value;
    if (typeof value === 'string') return this.text(value);
    // A number that a secret of digits was made into.
    if (typeof value === 'number') return String(value).length < SHORTEST ? value : (this.#spellings.get(String(value)) ?? value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((element) => this.json(element));
    if (isFileRef(value)) return { ...value, name: this.text(value.name) };
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [this.text(key), this.json(each)]));
  }

  /** The content of a file. */
  bytes(content: Uint8Array): Uint8Array {
    if (this.idle) return content;
    this.#bytes ??= this.#forBytes();
    const { pattern, placeholders } = this.#bytes;
    const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1');
    pattern.lastIndex = 0;
    if (!pattern.test(text)) return content;
    return Buffer.from(
      text.replaceAll(pattern, (found) => placeholders.get(found) ?? found),
      'latin1',
    );
  }

  /** A byte is one character of Latin-1. */
  #forBytes(): { readonly pattern: RegExp; readonly placeholders: ReadonlyMap<string, string> } {
    const latin1 = (text: string) => Buffer.from(text).toString('latin1');
    const placeholders = new Map([...this.#spellings].map(([spelling, placeholder]) => [latin1(spelling), latin1(placeholder)] as const));
    return { pattern: patternOf(placeholders.keys()), placeholders };
  }
}

/** Of two that begin at the same place the longer is found. */
function patternOf(spellings: Iterable<string>): RegExp {
  const sorted = [...spellings].sort((a, b) => b.length - a.length);
  return new RegExp(sorted.map((spelling) => (spelling.length < SHORTEST ? alone(spelling) : escape(spelling))).join('|'), 'gu');
}

function alone(spelling: string): string {
  return `(?<![\\p{L}\\p{N}])${escape(spelling)}(?![\\p{L}\\p{N}])`;
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

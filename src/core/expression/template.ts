import type { RootName } from './names.ts';
import { rootNameAt } from './names.ts';
import type { Key } from './path.ts';
import { syntaxError, type Span } from './problems.ts';
import { closingBrace } from './scan.ts';

/** A key or index as it is written after a reference. */
export interface TextSegment {
  readonly key: Key;
  readonly source: string;
}

/** A piece of a text. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reference'; readonly name: RootName; readonly segments: readonly TextSegment[]; readonly span: Span }
  /** `${ … }`: the source between the braces, and the place of all of it. */
  | { readonly kind: 'expression'; readonly source: string; readonly span: Span };

const SEGMENT = /\.([A-Za-z_][A-Za-z0-9_]*)|\[(\d{1,15})\]|\["((?:[^"\\]|\\["\\])*)"\]|\['((?:[^'\\]|\\['\\])*)'\]/y;

/** Splits a text at its references and expressions; throws `ExpressionSyntax` when a `${` is not closed. */
export function parseTemplate(text: string, names: ReadonlySet<string>): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let literal = '';
  let at = 0;
  const add = (part: TemplatePart, end: number) => {
    if (literal !== '') parts.push({ kind: 'text', text: literal });
    literal = '';
    parts.push(part);
    at = end;
  };
  while (at < text.length) {
    const dollar = text.indexOf('$', at);
    const end = dollar === -1 ? text.length : dollar;
    literal += text.slice(at, end);
    at = end;
    if (dollar === -1) break;
    const next = text[dollar + 1];
    const name = rootNameAt(text, dollar + 1, names);
    if (name !== undefined) {
      const part = referenceAt(text, dollar, name);
      add(part, dollar + part.span.length);
    } else if (next === '{') {
      const part = expressionAt(text, dollar);
      add(part, dollar + part.span.length);
    } else {
      literal += '$';
      at += next === '$' ? 2 : 1;
    }
  }
  if (literal !== '') parts.push({ kind: 'text', text: literal });
  return parts;
}

function expressionAt(text: string, offset: number): TemplatePart & { readonly kind: 'expression' } {
  const end = closingBrace(text, offset + 1);
  if (end === undefined)
    throw syntaxError('the ${ is not closed', { offset, length: 2 }, 'add the missing }, or write $${ for the text ${');
  return { kind: 'expression', source: text.slice(offset + 2, end), span: { offset, length: end + 1 - offset } };
}

function referenceAt(text: string, offset: number, name: RootName): TemplatePart & { readonly kind: 'reference' } {
  const pattern = new RegExp(SEGMENT);
  const segments: TextSegment[] = [];
  let end = offset + 1 + name.root.length;
  for (let match = segmentAt(pattern, text, end); match !== null; match = segmentAt(pattern, text, end)) {
    const [source, field, index, quoted] = match;
    const key = field ?? (index === undefined ? unescaped(quoted ?? match[4] ?? '') : Number(index));
    segments.push({ key, source });
    end += source.length;
  }
  return { kind: 'reference', name, segments, span: { offset, length: end - offset } };
}

function segmentAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}

function unescaped(quoted: string): string {
  return quoted.replaceAll(/\\(.)/g, '$1');
}

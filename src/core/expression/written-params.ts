import { SECRET_TEXT, type SecretPiece } from './secret-text.ts';
import { put } from './values.ts';

const NAMED = /\$(\$?)secrets\.([A-Za-z_]\w*)/g;

/** Resolved params as people write them: `$secrets.NAME` where a secret belongs, and `$$secrets.NAME` for a text that reads so. */
export function writtenParams(value: unknown): unknown {
  if (typeof value === 'string') return escaped(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(writtenParams);
  const pieces = (value as { readonly [SECRET_TEXT]?: readonly SecretPiece[] })[SECRET_TEXT];
  if (pieces !== undefined)
    return pieces.map((piece) => (typeof piece === 'string' ? escaped(piece) : `$secrets.${piece.secret}`)).join('');
  return mapped(value, writtenParams);
}

/** The reverse: what a person wrote, as resolved params. */
export function readParams(value: unknown): unknown {
  if (typeof value === 'string') return readText(value);
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? value.map(readParams) : mapped(value, readParams);
}

function readText(text: string): unknown {
  const pieces: SecretPiece[] = [];
  let [end, plain] = [0, ''];
  for (const { 0: whole, 1: escape, 2: secret = '', index } of text.matchAll(NAMED)) {
    plain += text.slice(end, index);
    end = index + whole.length;
    if (escape === '$') plain += whole.slice(1);
    else {
      pieces.push(plain, { secret });
      plain = '';
    }
  }
  plain += text.slice(end);
  if (pieces.length === 0) return plain;
  return { [SECRET_TEXT]: [...pieces, plain].filter((piece) => piece !== '') };
}

function escaped(text: string): string {
  return text.replaceAll(NAMED, (whole) => `$${whole}`);
}

function mapped(map: object, change: (value: unknown) => unknown): Readonly<Record<string, unknown>> {
  const changed: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(map)) put(changed, key, change(each));
  return changed;
}

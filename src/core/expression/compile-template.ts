import { limitError, MAX_TEXT } from './limits.ts';
import type { Activation, Evaluation } from './evaluation.ts';
import { insertedText } from './json-value.ts';
import { child, childSchema, declares, missingKey, pathText, unknownRoot, type Key } from './path.ts';
import { compilePath } from './path-walk.ts';
import { missingError } from './problems.ts';
import { SECRET_TEXT, type SecretPiece } from './secret-text.ts';
import type { TemplatePart } from './template.ts';

type Reference = TemplatePart & { readonly kind: 'reference' };

/** Compiles a text; `expression` compiles the source of a `${ … }`. */
export function compileTemplate(
  parts: readonly TemplatePart[],
  expression: (part: TemplatePart & { readonly kind: 'expression' }) => Evaluation,
): Evaluation {
  const [only] = parts;
  if (parts.length === 1 && only?.kind === 'expression') return expression(only);
  if (parts.length === 1 && only?.kind === 'reference' && only.name.root !== 'secrets') {
    return compilePath(
      { kind: 'reference', name: only.name },
      only.segments.map(({ key }) => key),
    ).evaluate;
  }
  const pieces = parts.map((part) => compilePart(part, expression));
  return (at) => joinPieces(pieces.flatMap((piece) => piece(at)));
}

function compilePart(
  part: TemplatePart,
  expression: (part: TemplatePart & { readonly kind: 'expression' }) => Evaluation,
): (at: Activation) => SecretPiece[] {
  if (part.kind === 'text') return () => [part.text];
  if (part.kind === 'reference') return part.name.root === 'secrets' ? () => secretPieces(part) : (at) => [referenceText(part, at)];
  const evaluate = expression(part);
  return (at) => [insertedText(evaluate(at), at.gas)];
}

function joinPieces(pieces: readonly SecretPiece[]): unknown {
  const length = pieces.reduce((sum, piece) => sum + (typeof piece === 'string' ? piece.length : 0), 0);
  if (length > MAX_TEXT) throw limitError(`the text has more than ${MAX_TEXT} characters`, 'pass a file by reference instead');
  const joined: SecretPiece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') joined[joined.length - 1] = last + piece;
    else if (piece !== '') joined.push(piece);
  }
  if (joined.some((piece) => typeof piece !== 'string')) return new SecretText(joined);
  return joined[0] ?? '';
}

/** Text that the wrapper of actions completes, so that no secret enters a history. */
export class SecretText {
  readonly #pieces: readonly SecretPiece[];

  constructor(pieces: readonly SecretPiece[]) {
    this.#pieces = pieces;
  }

  placeholder(): Record<string, unknown> {
    return { [SECRET_TEXT]: this.#pieces.map((piece) => (typeof piece === 'string' ? piece : { ...piece })) };
  }
}

function secretPieces({ segments }: Reference): SecretPiece[] {
  const [first, ...rest] = segments;
  if (typeof first?.key !== 'string') throw missingError('$secrets stands for no value', 'name one: $secrets.NAME');
  return [{ secret: first.key }, rest.map(({ source }) => source).join('')];
}

/** In text, what follows a text, number or boolean is text. */
function referenceText({ name, segments }: Reference, at: Activation): string {
  at.gas.spend(1 + segments.length);
  const binding = at.env.lookup(name.root);
  if (binding === undefined) throw unknownRoot(name.root, name.spelled, at.env);
  let { value, schema } = binding;
  if (value === undefined) return '';
  const keys: Key[] = [];
  for (const [index, { key }] of segments.entries()) {
    if (typeof value !== 'object') return insertedText(value, at.gas) + sourceOf(segments.slice(index));
    const found = child(value, key);
    if (found === undefined) {
      if (declares(schema, key)) return '';
      throw missingKey(keys.reduce<string>(pathText, name.root), value, key);
    }
    keys.push(key);
    value = found;
    schema = childSchema(schema, key);
  }
  return insertedText(value, at.gas);
}

function sourceOf(segments: Reference['segments']): string {
  return segments.map(({ source }) => source).join('');
}

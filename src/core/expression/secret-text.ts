import { put } from './values.ts';

/** Marks text that holds secrets, filled in where the action runs; data may not pretend to be one. */
export const SECRET_TEXT = '$secretText';

/** A piece of text, or the name of a secret that belongs there. */
export type SecretPiece = string | { readonly secret: string };

/** What stands for a secret wherever somebody can read it. */
export function secretPlaceholder(name: string): string {
  return `[secret ${name}]`;
}

/** Names of the secrets that resolved params ask for. */
export function secretsIn(value: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  fillSecrets(value, (name) => {
    names.add(name);
    return '';
  });
  return names;
}

/** Resolved params with the text of their secrets in place: `{ "$secretText": [text or { "secret": NAME }, …] }` becomes text. */
export function fillSecrets(value: unknown, secret: (name: string) => string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((element) => fillSecrets(element, secret));
  const pieces = piecesOf(value);
  if (pieces !== undefined) return pieces.map((piece) => (typeof piece === 'string' ? piece : secret(piece.secret))).join('');
  const filled: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(value)) put(filled, key, fillSecrets(each, secret));
  return filled;
}

function piecesOf(value: object): readonly SecretPiece[] | undefined {
  if (!Object.hasOwn(value, SECRET_TEXT)) return undefined;
  return (value as { readonly [SECRET_TEXT]: readonly SecretPiece[] })[SECRET_TEXT];
}

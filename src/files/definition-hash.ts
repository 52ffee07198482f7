import { createHash } from 'node:crypto';

import { canonicalJson } from '../core/run/canonical-json.ts';

/** SHA-256, in hex, of a definition as canonical JSON: the order of keys makes no difference. */
export function definitionHash(definition: unknown): string {
  return createHash('sha256').update(canonicalJson(definition)).digest('hex');
}

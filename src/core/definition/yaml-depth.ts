import type { CST } from 'yaml';

/** Whether collections lie deeper in one another than that many levels; without calling itself. */
export function isNestedDeeper(tokens: readonly CST.Token[], levels: number): boolean {
  let level = tokens;
  for (let depth = 0; depth <= levels; depth += 1) {
    level = level.flatMap(inner);
    if (level.length === 0) return false;
  }
  return true;
}

/** The collections that lie directly in a token. */
function inner(token: CST.Token): readonly CST.Token[] {
  if (token.type === 'document') return collections([token.value]);
  return 'items' in token ? collections(token.items.flatMap(({ key, value }) => [key, value])) : [];
}

function collections(tokens: readonly (CST.Token | null | undefined)[]): readonly CST.Token[] {
  return tokens.filter((token): token is CST.Token => token !== null && token !== undefined && 'items' in token);
}

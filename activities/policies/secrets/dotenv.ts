const LINE =
  /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_-]*)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\n]*?))[ \t\r]*(?:[ \t]#[^\n]*)?$/gm;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/**
 * `NAME=value` lines. Quoted values may span lines; in double quotes `\n`, `\r`, `\t`, `\"` and `\\` mean what they mean in
 * JSON. Of two lines with one name the last counts.
 */
export function parseDotenv(text: string): Readonly<Record<string, string>> {
  const values: [string, string][] = [];
  for (const [, name = '', double, single, bare = ''] of text.matchAll(LINE)) {
    values.push([name, double?.replaceAll(/\\(.)/gs, (_, each: string) => ESCAPES[each] ?? each) ?? single ?? bare]);
  }
  return Object.fromEntries(values);
}

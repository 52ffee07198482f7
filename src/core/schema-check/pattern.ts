import { RE2JS } from 're2js';

/** A pattern of a schema that matches in linear time; undefined when it is not a regular expression RE2 knows (no look-around, no back-references). */
export function compilePattern(source: string): ((text: string) => boolean) | undefined {
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(source));
    // Not `test`: it builds a DFA, which for some patterns costs many times what it saves.
    return (text) => compiled.matcher(text).find();
  } catch {
    return undefined;
  }
}

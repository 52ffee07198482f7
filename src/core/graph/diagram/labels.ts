/** Characters of a name. */
const LONGEST_TITLE = 160;
/** Characters of a condition, a reference, a list of approvers. */
const LONGEST_NOTE = 48;

/** No text: control characters, halves of surrogate pairs, what turns the direction of writing, what XML has no place for. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/gu;

/** A name as one line. */
export function titleText(text: string): string {
  return cut(oneLine(text), LONGEST_TITLE);
}

/** Anything of a definition as one short line. */
export function noteText(value: unknown): string {
  return cut(oneLine(typeof value === 'string' ? value : (JSON.stringify(value) ?? '')), LONGEST_NOTE);
}

/** A condition without the wrapper that it may have. */
export function conditionText(condition: unknown): string {
  const text = noteText(typeof condition === 'string' ? (/^\s*\$\{([\s\S]*)\}\s*$/.exec(condition)?.[1] ?? condition) : condition);
  return text === '' ? 'never' : text;
}

/** Breaks a line at spaces, a longer word where it must: no part is longer than `width` characters, and they are of about the same length. */
export function wrap(line: string, width: number): readonly string[] {
  const words = line.split(' ').flatMap((word) => pieces(word, width));
  const fewest = filled(words, width).length;
  let narrow = Math.ceil(lengthOf(line) / fewest);
  while (narrow < width && filled(words, narrow).length > fewest) narrow += 1;
  return filled(words, Math.min(narrow, width));
}

/** Lines of as many words as fit. */
function filled(words: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of words) {
    const joined = current === '' ? word : `${current} ${word}`;
    if (current === '' || lengthOf(joined) <= width) current = joined;
    else {
      lines.push(current);
      current = word;
    }
  }
  return [...lines, current];
}

function pieces(word: string, width: number): readonly string[] {
  const characters = Array.from(word);
  if (characters.length <= width) return [word];
  return Array.from({ length: Math.ceil(characters.length / width) }, (_, i) => characters.slice(i * width, (i + 1) * width).join(''));
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').replaceAll(UNPRINTABLE, '').trim();
}

function cut(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** Two slips of the pen: more is another word. */
const FURTHEST = 2;
/** Nobody mistypes a longer word; comparing takes the square of the length. */
const LONGEST = 200;

/**
 * The candidate that `word` was most likely meant to be: within two edits (a letter added, dropped, changed, or two
 * neighbours swapped), fewer than the word has letters; the first of the closest. Undefined when none is near, or when
 * the word itself is among them.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > LONGEST) return undefined;
  let best: string | undefined;
  let shortest = Math.min(FURTHEST, word.length - 1) + 1;
  for (const candidate of candidates) {
    if (candidate === word) return undefined;
    if (Math.abs(candidate.length - word.length) >= shortest) continue;
    const distance = editDistance(word, candidate);
    if (distance >= shortest) continue;
    best = candidate;
    shortest = distance;
  }
  return best;
}

/** Damerau-Levenshtein, each pair of neighbours swapped at most once. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const changed = a[row - 1] === b[column - 1] ? 0 : 1;
      let least = Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + changed);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) least = Math.min(least, (beforeLast[column - 2] ?? 0) + 1);
      current.push(least);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}

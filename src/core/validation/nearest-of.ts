import { nearest } from '../errors/nearest.ts';

/** Words that are compared with all names in one validation: with thousands of both, that would take minutes. */
const MOST_COMPARED = 500;

/** Candidates looked at for a word, where each word has others. */
export const MOST_CANDIDATES = 500;

/** Finds what words were meant to be; after many different ones it finds nothing more. */
export function nearestOf(candidates: readonly string[]): (word: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (word) => {
    if (!known.has(word) && known.size < MOST_COMPARED) known.set(word, nearest(word, candidates));
    return known.get(word);
  };
}

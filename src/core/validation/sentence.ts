import type { Problem } from '../definition/problem.ts';

/** A problem as one line: where, which, what, and what to do. */
export function problemSentence({ code, pointer, message, line, column, hint }: Problem): string {
  const where = line === undefined ? pointer || '/' : `${line}:${column}`;
  return `${where} ${code}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
}

import { cut } from '../src/core/cut.ts';

/** The server refuses ids over 1,000 bytes, and the workflow task with them. */
const MOST_BYTES = 900;

/** The path as an activity id. */
export function activityId(path: string): string {
  return cut(path, MOST_BYTES);
}

import type { Part } from '../definition/locate.ts';
import type { Problem } from '../definition/problem.ts';
import type { ErrorCode } from '../errors/codes.ts';

/** What a check found; it becomes a `Problem` when its place in the file is known. */
export interface Finding {
  readonly code: ErrorCode;
  readonly pointer: string;
  readonly message: string;
  readonly hint?: string | undefined;
  /** @default "error" */
  readonly severity?: Problem['severity'];
  /** The key is to blame rather than the value. */
  readonly at?: 'key';
  /** The part of a text value that is to blame. */
  readonly part?: Part | undefined;
}

/** `did you mean x?`, when there is an x. */
export function didYouMean(candidate: string | undefined): string | undefined {
  return candidate === undefined ? undefined : `did you mean ${candidate} ?`;
}

/** Names for a message: the first ones when there are many. */
export function listed(names: Iterable<string>, most = 8): string {
  const all = [...names];
  const first = all.slice(0, most).map(short).join(', ');
  return all.length <= most ? first : `${first}, …`;
}

/** The beginning of a name that nobody would read to its end. */
export function short(name: string): string {
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME)}…`;
}

const LONGEST_NAME = 100;

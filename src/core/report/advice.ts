import { ERROR_CODES } from '../errors/codes.ts';
import { docsPath } from '../errors/docs-url.ts';
import type { ErrorClass } from '../errors/error-class.ts';
import type { Failure } from '../errors/failure.ts';
import type { RollbackError } from '../run/result.ts';

export interface AdviceFacts {
  readonly failure: Failure;
  readonly attempts: number;
  readonly rollbackErrors: readonly RollbackError[];
}

/** What to do about codes that say more than their class. */
const BY_CODE: Readonly<Record<string, string>> = {
  SecretMissing: 'Give the workers the secret under this name (docs/secrets.md), then run it again.',
  InvalidInput: 'Correct the input and start a new run.',
  InvalidParams: "Correct the step's params; `stepwright targets` lists what the action takes.",
  UnknownTarget: 'Start a worker with the targets of this definition (--targets FILE).',
  UnknownAction: 'Start a worker whose target has this action (--targets FILE).',
  UnknownDefinition: 'Put the definition into the folder that the workers read (--definitions DIR).',
  MissingReference: 'Correct the reference, or guard it with has() or default().',
  NetworkRefused: 'Allow the address for the workers with --allow-network, if it is one that definitions may reach.',
  PathRefused: 'Use a path inside the folder of files.',
  PayloadTooLarge: 'Pass a file by reference instead.',
  Rejected: 'A person said no: settle it with them, then start a new run.',
  CircuitOpen: 'The service has failed too often: wait until the time in the message, or repair it first.',
  Skipped: 'Another run with its concurrency key was at work: start it again when that has ended, or let it wait (onLimit: queue).',
  StoreUnavailable: 'Bring the store back (STEPWRIGHT_STORE); nothing else is wrong.',
  Terminated: 'Somebody ended it from outside, and nothing was rolled back: check what its completed steps did.',
  IterationLimit: 'The loop does not end: check its condition, or raise limits.maxIterations.',
  Http404: 'What it asked for is not there: check the address and the ids in the params.',
  Http409: 'Somebody was there first: look at the present state of what it changes.',
  Http413: 'The service takes less at once: send less.',
  ENOENT: 'The file is not there: check the path, and which machine the worker runs on.',
  ENOSPC: 'The disk is full: make room, then run it again.',
  EACCES: "The worker's user may not touch this file: change its permissions.",
  ENOTFOUND: 'The host name is not known: check it, and the DNS of the worker.',
  ECONNREFUSED: 'Nobody listens there: check that the service is up and that host and port are right.',
  SQLITE_BUSY: 'Another process holds the database: retry it, with a longer delay.',
  SQLITE_FULL: 'The disk is full: make room, then run it again.',
  '23505': 'The row is there already: make the step idempotent, or update instead of insert.',
  '42P01': 'The table is not there: run the migrations of that database.',
  '53300': 'The database has no free connections: raise its limit, or lower the concurrency of the run.',
};

const BY_CLASS: Readonly<Record<ErrorClass, string>> = {
  transient: 'The other side was not there for a moment: check that it is up, then run it again.',
  'rate-limited': 'It was asked too often: wait, and lower the concurrency, or give `retry` a longer `baseDelay`.',
  timeout: 'It took too long: find out why, or raise `timeout`.',
  unknown: 'The error says nothing of its kind: read its message and causes.',
  permanent: 'Trying again changes nothing: repair what the message names.',
  validation: 'What was sent is wrong: correct the params or the data they come from.',
  auth: 'Check the credentials that the step uses: a secret may have expired, or may lack a permission.',
  cancelled: 'It was cancelled: start a new run if that was a mistake.',
};

const RETRIED: ReadonlySet<ErrorClass> = new Set(['transient', 'rate-limited', 'timeout']);
const DOCUMENTED: ReadonlySet<string> = new Set(ERROR_CODES);

/** What to do about a failure: sentences, the most useful first. */
export function adviceOn({ failure, attempts, rollbackErrors }: AdviceFacts): readonly string[] {
  const { code, class: errorClass } = failure;
  const byCode = Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
  return [
    byCode ?? BY_CLASS[errorClass],
    ...(RETRIED.has(errorClass) && failure.step !== undefined ? [retryAdvice(attempts)] : []),
    ...rollbackErrors.map(({ path }) => `${path} was not undone: undo it by hand, and repair its rollback.`),
    ...(DOCUMENTED.has(code) ? [`More: ${docsPath(code)}`] : []),
  ];
}

function retryAdvice(attempts: number): string {
  return attempts === 1
    ? 'It was tried once: with `retry` it would have been tried again.'
    : `${attempts} attempts were not enough: give \`retry\` more of them, or longer delays.`;
}

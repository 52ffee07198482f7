import { describe, expect, it } from 'vitest';

import type { ErrorClass } from '../../../src/core/errors/error-class.ts';
import { classifyError } from '../classify-error.ts';

type Row = readonly [what: string, fields: object, errorClass: ErrorClass, code: string];

const error = ({ name, cause, message = 'boom', ...fields }: { name?: string; cause?: unknown; message?: string }) => {
  const made = Object.assign(new Error(message, cause === undefined ? undefined : { cause }), fields);
  if (name !== undefined) made.name = name;
  return made;
};

const SQL: readonly Row[] = [
  ['a serialization failure', { code: '40001' }, 'transient', '40001'],
  ['a deadlock', { code: '40P01' }, 'transient', '40P01'],
  ['a lost connection', { code: '08006' }, 'transient', '08006'],
  ['too many connections', { code: '53300' }, 'transient', '53300'],
  ['a full disk', { code: '53100' }, 'transient', '53100'],
  ['a server that starts or stops', { code: '57P03' }, 'transient', '57P03'],
  ['a lock that was not free', { code: '55P03' }, 'transient', '55P03'],
  ['a standby after a failover', { code: '25006' }, 'transient', '25006'],
  ['a cancelled statement', { code: '57014' }, 'timeout', '57014'],
  ['a wrong password', { code: '28P01' }, 'auth', '28P01'],
  ['no privilege', { code: '42501' }, 'auth', '42501'],
  ['no value', { code: '23502' }, 'validation', '23502'],
  ['a row that others refer to', { code: '23503' }, 'validation', '23503'],
  ['a row that is there', { code: '23505' }, 'permanent', '23505'],
  ['text that is no number', { code: '22P02' }, 'validation', '22P02'],
  ['a syntax error', { code: '42601' }, 'permanent', '42601'],
  ['no such table', { code: '42P01' }, 'permanent', '42P01'],
  ['a broken protocol', { code: '08P01' }, 'permanent', '08P01'],
  ['a fault of the server', { code: 'XX000' }, 'unknown', 'XX000'],
  ['MySQL: a deadlock', { code: 'ER_LOCK_DEADLOCK', sqlState: '40001', errno: 1213 }, 'transient', 'ER_LOCK_DEADLOCK'],
  ['MySQL: a lock that was not free', { code: 'ER_LOCK_WAIT_TIMEOUT', sqlState: 'HY000' }, 'transient', 'ER_LOCK_WAIT_TIMEOUT'],
  ['MySQL: a lost connection', { code: 'PROTOCOL_CONNECTION_LOST' }, 'transient', 'PROTOCOL_CONNECTION_LOST'],
  ['MySQL: too slow', { code: 'ER_QUERY_TIMEOUT', sqlState: 'HY000' }, 'timeout', 'ER_QUERY_TIMEOUT'],
  ['MySQL: a wrong password', { code: 'ER_ACCESS_DENIED_ERROR', sqlState: '28000' }, 'auth', 'ER_ACCESS_DENIED_ERROR'],
  ['MySQL: a row that is there', { code: 'ER_DUP_ENTRY', sqlState: '23000' }, 'permanent', 'ER_DUP_ENTRY'],
  ['MySQL: no value', { code: 'ER_BAD_NULL_ERROR', sqlState: '23000' }, 'validation', 'ER_BAD_NULL_ERROR'],
  ['SQLite: busy', { code: 'SQLITE_BUSY' }, 'transient', 'SQLITE_BUSY'],
  ['SQLite: busy, at length', { code: 'SQLITE_BUSY_SNAPSHOT' }, 'transient', 'SQLITE_BUSY_SNAPSHOT'],
  ['SQLite: locked', { code: 'SQLITE_LOCKED' }, 'transient', 'SQLITE_LOCKED'],
  ['SQLite: a failing disk', { code: 'SQLITE_IOERR_WRITE' }, 'transient', 'SQLITE_IOERR_WRITE'],
  ['SQLite: a row that is there', { code: 'SQLITE_CONSTRAINT_UNIQUE' }, 'permanent', 'SQLITE_CONSTRAINT_UNIQUE'],
  ['SQLite: no value', { code: 'SQLITE_CONSTRAINT_NOTNULL' }, 'validation', 'SQLITE_CONSTRAINT_NOTNULL'],
  ['SQLite: no database', { code: 'SQLITE_NOTADB' }, 'permanent', 'SQLITE_NOTADB'],
  ['node:sqlite: busy', { code: 'ERR_SQLITE_ERROR', errcode: 5 }, 'transient', 'SQLITE_BUSY'],
  ['node:sqlite: busy, at length', { code: 'ERR_SQLITE_ERROR', errcode: 517 }, 'transient', 'SQLITE_BUSY'],
  ['node:sqlite: a row that is there', { code: 'ERR_SQLITE_ERROR', errcode: 2067 }, 'permanent', 'SQLITE_CONSTRAINT_UNIQUE'],
  ['node:sqlite: no value', { code: 'ERR_SQLITE_ERROR', errcode: 1299 }, 'validation', 'SQLITE_CONSTRAINT'],
];

const FILES: readonly Row[] = [
  ['no such file', { code: 'ENOENT', syscall: 'open' }, 'permanent', 'ENOENT'],
  ['no permission', { code: 'EACCES' }, 'permanent', 'EACCES'],
  ['a full disk', { code: 'ENOSPC' }, 'transient', 'ENOSPC'],
  ['too many open files', { code: 'EMFILE' }, 'transient', 'EMFILE'],
  ['a failing disk', { code: 'EIO' }, 'transient', 'EIO'],
  ['a network disk that moved', { code: 'ESTALE' }, 'transient', 'ESTALE'],
  ['a file that is too large', { code: 'EFBIG' }, 'permanent', 'EFBIG'],
];

const HTTP: readonly Row[] = [
  ...[400, 404, 405, 409, 410, 413, 415, 422, 501, 505].map(
    (status) => [`status ${status}`, { status }, 'permanent', `Http${status}`] as const,
  ),
  ...[408, 423, 425, 500, 502, 503, 504].map((status) => [`status ${status}`, { status }, 'transient', `Http${status}`] as const),
  ...[401, 403, 407].map((status) => [`status ${status}`, { status }, 'auth', `Http${status}`] as const),
  ['status 429', { status: 429 }, 'rate-limited', 'Http429'],
  ['refused', { code: 'ECONNREFUSED' }, 'transient', 'ECONNREFUSED'],
  ['undici gave up waiting', { code: 'UND_ERR_HEADERS_TIMEOUT' }, 'timeout', 'UND_ERR_HEADERS_TIMEOUT'],
  ['no address', { code: 'ERR_INVALID_URL' }, 'validation', 'ERR_INVALID_URL'],
  ['a certificate of another host', { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'permanent', 'ERR_TLS_CERT_ALTNAME_INVALID'],
];

const SDKS: readonly Row[] = [
  ['axios: an answer', { name: 'AxiosError', code: 'ERR_BAD_REQUEST', response: { status: 401 } }, 'auth', 'Http401'],
  ['axios: no network', { name: 'AxiosError', code: 'ERR_NETWORK' }, 'transient', 'ERR_NETWORK'],
  ['got: an answer', { name: 'HTTPError', code: 'ERR_NON_2XX_3XX_RESPONSE', response: { statusCode: 503 } }, 'transient', 'Http503'],
  ['gaxios: the status as code', { code: '404' }, 'permanent', 'Http404'],
  ['octokit: an answer', { name: 'HttpError', status: 422 }, 'permanent', 'Http422'],
  ['GitHub: too many', { status: 403, response: { headers: { 'x-ratelimit-remaining': '0' } } }, 'rate-limited', 'Http403'],
  ['GitHub: too many at once', { status: 403, response: { headers: { 'Retry-After': '60' } } }, 'rate-limited', 'Http403'],
  ['AWS: too many', { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } }, 'rate-limited', 'Http400'],
  ['AWS: an old token', { name: 'ExpiredTokenException', $metadata: { httpStatusCode: 400 } }, 'auth', 'Http400'],
  ['AWS: no such thing', { name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } }, 'permanent', 'Http404'],
  ['AWS: no credentials', { name: 'CredentialsProviderError' }, 'auth', 'CredentialsProviderError'],
  ['Stripe: too many', { type: 'StripeRateLimitError', statusCode: 429 }, 'rate-limited', 'Http429'],
  ['OpenAI: no connection', { name: 'APIConnectionError' }, 'transient', 'APIConnectionError'],
  ['OpenAI: too slow', { name: 'APIConnectionTimeoutError' }, 'timeout', 'APIConnectionTimeoutError'],
  ['knex: too slow', { name: 'KnexTimeoutError' }, 'timeout', 'KnexTimeoutError'],
  [
    'an SDK round fetch',
    { name: 'APIError', cause: new TypeError('fetch failed', { cause: error({ code: 'ECONNRESET' } as object) }) },
    'transient',
    'ECONNRESET',
  ],
  ['several addresses', { name: 'AggregateError', errors: [error({ code: 'ECONNREFUSED' } as object)] }, 'transient', 'ECONNREFUSED'],
  ['a database behind an ORM', { name: 'QueryFailedError', cause: error({ code: '40P01' } as object) }, 'transient', '40P01'],
  ['something of your own', { code: 'E_MINE' }, 'unknown', 'E_MINE'],
  ['a word that every object has', { code: 'constructor', name: 'toString' }, 'unknown', 'constructor'],
];

describe.each([
  ['SQL', SQL],
  ['files', FILES],
  ['HTTP', HTTP],
  ['SDKs', SDKS],
])('%s', (_group, rows) => {
  it.each(rows)('%s', (_what, fields, errorClass, code) => {
    expect(classifyError(error(fields))).toMatchObject({ class: errorClass, code });
  });
});

describe('when to come back', () => {
  it.each([
    ['milliseconds', { 'retry-after-ms': '1500' }, 1500, 1500],
    ['seconds', { 'Retry-After': '2' }, 2000, 2000],
    [
      'a time, when nothing remains',
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 100) },
      90_000,
      100_000,
    ],
  ])('%s', (_what, headers, least, most) => {
    const { retryAfter } = classifyError(error({ status: 429, headers } as object));
    expect(retryAfter).toBeGreaterThanOrEqual(least);
    expect(retryAfter).toBeLessThanOrEqual(most);
  });

  it('is not said by a time that has passed, or while something remains', () => {
    const asked = (headers: object) => classifyError(error({ status: 429, headers } as object)).retryAfter;
    expect(asked({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' })).toBeUndefined();
    expect(asked({ 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': '99999999999' })).toBeUndefined();
  });
});

it('a class that the error itself gives comes first', () => {
  expect(classifyError(error({ code: 'ECONNRESET', class: 'permanent' } as object))).toMatchObject({
    code: 'ECONNRESET',
    class: 'permanent',
  });
});

it('causes are told', () => {
  const inner = new TypeError('fetch failed', { cause: error({ code: 'ECONNRESET', message: 'read ECONNRESET' } as object) });
  expect(classifyError(error({ message: 'Connection error.', cause: inner })).message).toBe(
    'Connection error.: fetch failed: read ECONNRESET',
  );
});

import type { Failure } from '../errors/failure.ts';

/** What a call fails with whose attempts and delays took longer than its `totalTimeout`. */
export function notDoneInTime(cause: Failure): Failure {
  const attempts = cause.attempts === undefined ? {} : { attempts: cause.attempts };
  return { code: 'Timeout', class: 'timeout', message: 'not done within totalTimeout', cause, ...attempts };
}

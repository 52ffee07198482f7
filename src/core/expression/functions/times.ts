import { parseDuration } from '../../run/duration.ts';
import { valueError } from '../problems.ts';
import { parseTimestamp } from '../timestamp.ts';
import { DURATION, Duration, NUMBER, TEXT, TIME, Timestamp, WORDS } from '../values.ts';
import { define, type FunctionSpec } from './function-spec.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export const TIME_FUNCTIONS: Readonly<Record<string, FunctionSpec>> = {
  timestamp: define<[string]>({ params: [WORDS], returns: TIME }, ([text]) => timestamp(text)),
  duration: define<[string | number | Duration]>({ params: [TEXT | NUMBER | DURATION], returns: DURATION }, ([value]) => duration(value)),
  getFullYear: ofTime((date) => date.getUTCFullYear()),
  getMonth: ofTime((date) => date.getUTCMonth()),
  getDate: ofTime((date) => date.getUTCDate()),
  getDayOfMonth: ofTime((date) => date.getUTCDate() - 1),
  getDayOfWeek: ofTime((date) => date.getUTCDay()),
  getDayOfYear: ofTime((date) => Math.floor((date.getTime() - Date.parse(`${date.toISOString().slice(0, 4)}-01-01T00:00:00.000Z`)) / DAY)),
  getHours: ofTime((date) => date.getUTCHours(), HOUR),
  getMinutes: ofTime((date) => date.getUTCMinutes(), 60_000),
  getSeconds: ofTime((date) => date.getUTCSeconds(), 1000),
  getMilliseconds: ofTime((date) => date.getUTCMilliseconds(), 1),
};

/** As CEL has them: a part of a time in UTC, or the whole of a duration in `unit`s. Months, and days of the month, from 0. */
function ofTime(part: (date: Date) => number, unit?: number): FunctionSpec {
  return define<[Timestamp | Duration]>({ params: [unit === undefined ? TIME : TIME | DURATION], returns: NUMBER }, ([value]) =>
    value instanceof Timestamp ? part(new Date(value.ms)) : Math.trunc(value.ms / (unit ?? 1)),
  );
}

function timestamp(text: string): Timestamp {
  const time = parseTimestamp(text);
  if (time !== undefined) return time;
  throw valueError(`${JSON.stringify(text.slice(0, 50))} is not a time`, 'write ISO 8601: 2026-01-31 or 2026-01-31T09:00:00Z');
}

function duration(value: string | number | Duration): Duration {
  if (value instanceof Duration) return value;
  const ms = parseDuration(value);
  if (ms !== undefined) return new Duration(ms);
  throw valueError(`${JSON.stringify(String(value).slice(0, 50))} is not a duration`, 'write milliseconds, 30s, 1h30m or PT30S');
}

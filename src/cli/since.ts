import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { parseDuration } from '../core/run/duration.ts';

/** The time that `--since` means: a time, or a duration back from `now` (ms since the epoch). */
export function parseSince(text: string, now: number): Date {
  const back = parseDuration(text);
  const time = back === undefined ? Date.parse(text) : now - back;
  if (!Number.isNaN(time)) return new Date(time);
  throw new StepwrightError('InvalidValue', `--since ${text}: neither a time nor a duration`, {
    class: 'validation',
    hint: 'Give a time as in 2026-01-31T12:00Z, or a duration as in 2h or 7d.',
  });
}

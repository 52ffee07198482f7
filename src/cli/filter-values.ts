import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { asJson } from './option-file.ts';
import { parseDuration } from '../core/run/duration.ts';

/** The time that `--since` or `--until` means: a time, or a duration back from `now` (ms since the epoch). */
export function parseTime(flag: string, text: string, now: number): Date {
  const back = parseDuration(text);
  const time = back === undefined ? Date.parse(text) : now - back;
  if (!Number.isNaN(time)) return new Date(time);
  throw refuse(`${flag} ${text}: neither a time nor a duration`, 'Give a time as in 2026-01-31T12:00Z, or a duration as in 2h or 7d.');
}

/** What `--variable name=value` options mean: a value that is JSON is taken so, else as text. */
export function parseVariables(options: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    options.map((option) => {
      const at = option.indexOf('=');
      if (at > 0) return [option.slice(0, at), asJson(option.slice(at + 1))];
      throw refuse(`--variable ${option}: names no value`, `Write it as in --variable region=eu, or --variable 'code="5"' for the text 5.`);
    }),
  );
}

function refuse(message: string, hint: string): StepwrightError {
  return new StepwrightError('InvalidValue', message, { class: 'validation', hint });
}

import { Timestamp } from './values.ts';

const FORM = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(:\d{2})?(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:?\d{2})?)?$/;

/**
 * An ISO 8601 date or time; without a zone it is UTC. Undefined when the text is neither. The form is checked here since
 * `Date` takes many more, some of them in the zone of the machine.
 */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match = FORM.exec(text.trim());
  if (match === null) return undefined;
  const [, date = '', minutes = '00:00', seconds = ':00', fraction = '', zone = 'Z'] = match;
  const offset = zone.toUpperCase() === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const ms = Date.parse(`${date}T${minutes}${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`);
  return Number.isNaN(ms) || !isCalendarDate(date) || date.startsWith('0000') ? undefined : timestampOrNone(ms);
}

/** `Date` makes March of February 30. */
function isCalendarDate(date: string): boolean {
  return new Date(`${date}T00:00:00.000Z`).toISOString().startsWith(date);
}

/** An offset can lead out of the years a time may have. */
function timestampOrNone(ms: number): Timestamp | undefined {
  const year = new Date(ms).getUTCFullYear();
  return year >= 1 && year <= 9999 ? new Timestamp(ms) : undefined;
}

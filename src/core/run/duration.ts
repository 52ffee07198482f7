const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const TEXT = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d|w))+$/;
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/g;
const ISO = /^P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** A hundred years: longer is surely a mistake, and Temporal's timers end there. */
const LONGEST = 100 * 365 * 86_400_000;

/** Milliseconds of `1500`, `30s`, `1h30m` or `PT1H30M`; undefined when it is none of these, negative or over 100 years. */
export function parseDuration(value: unknown): number | undefined {
  const ms = typeof value === 'number' ? value : typeof value === 'string' ? parseText(value.trim()) : undefined;
  return ms !== undefined && Number.isFinite(ms) && ms >= 0 && ms <= LONGEST ? Math.round(ms) : undefined;
}

function parseText(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  if (TEXT.test(text)) {
    let sum = 0;
    for (const [, amount, unit] of text.matchAll(PART)) sum += Number(amount) * (UNITS[unit ?? ''] ?? 0);
    return sum;
  }
  const iso = ISO.exec(text);
  if (iso === null || text === 'P' || text.endsWith('T')) return undefined;
  const [, weeks, days, hours, minutes, seconds] = iso.map((part) => Number(part ?? 0));
  return (weeks ?? 0) * 604_800_000 + (days ?? 0) * 86_400_000 + (hours ?? 0) * 3_600_000 + (minutes ?? 0) * 60_000 + (seconds ?? 0) * 1000;
}

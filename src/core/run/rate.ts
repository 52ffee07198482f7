const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };
const RATE = /^(\d+)\s*\/\s*([smh])$/;

/** So many in any stretch of that time. */
export interface Rate {
  readonly calls: number;
  /** Milliseconds. */
  readonly per: number;
}

/** `100/s`, `30/m` or `1000/h`; undefined when it is none of these. */
export function parseRate(text: string): Rate | undefined {
  const [, calls = '', unit = ''] = RATE.exec(text.trim()) ?? [];
  const seconds = SECONDS[unit];
  return seconds === undefined || Number(calls) === 0 ? undefined : { calls: Number(calls), per: seconds * 1000 };
}

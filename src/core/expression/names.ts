/** A reference's first name where it stands. */
export interface RootName {
  readonly root: string;
  /** All that could belong to the name: letters, digits, `_` and `-`. */
  readonly spelled: string;
  /** A shorter known name fits as well: the hyphen could be a minus, or text. */
  readonly ambiguousHyphen: boolean;
}

const SPELLING = /[A-Za-z_][A-Za-z0-9_-]*/y;

/** The name that begins at `offset`; a hyphen belongs to the longest known name. */
export function rootNameAt(text: string, offset: number, names: ReadonlySet<string>): RootName | undefined {
  const spelling = new RegExp(SPELLING);
  spelling.lastIndex = offset;
  const spelled = spelling.exec(text)?.[0];
  if (spelled === undefined) return undefined;
  const readings = readingsOf(spelled);
  const known = readings.filter((reading) => names.has(reading));
  const root = known[0] ?? readings.at(-1) ?? spelled;
  return { root, spelled, ambiguousHyphen: known.length > 1 };
}

/** Prefixes that end before a hyphen or at the end, longest first. */
function readingsOf(spelled: string): readonly string[] {
  const readings = [spelled];
  for (let at = spelled.lastIndexOf('-'); at > 0; at = spelled.lastIndexOf('-', at - 1)) readings.push(spelled.slice(0, at));
  return readings;
}

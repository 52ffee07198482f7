import { maxSatisfying, prerelease, rcompare, valid } from 'semver';

/**
 * The version that is meant: the one named, the highest in a range (`^1`, `1.x`, `>=1.2 <2`), or the latest. A pre-release is
 * only taken when it is named, or when there is nothing else. Undefined: there is none.
 */
export function chooseVersion(versions: readonly string[], wanted: string | undefined): string | undefined {
  const known = versions.filter((version) => valid(version) !== null);
  if (wanted !== undefined) return known.find((version) => version === wanted) ?? maxSatisfying(known, wanted) ?? undefined;
  const latest = known.toSorted(rcompare);
  return latest.find((version) => prerelease(version) === null) ?? latest[0];
}

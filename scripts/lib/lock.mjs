/**
 * True when every package of the lock file is installed in its version, packages for other platforms left aside, and the lock file fits package.json.
 * @param installed npm's own record in node_modules/.package-lock.json
 */
export function isInstalled({ manifest, lock, installed }) {
  if (lock === undefined || installed === undefined) return false;
  const { '': root, ...wanted } = lock.packages;
  return (
    sameDependencies(manifest, root ?? {}) && Object.entries(wanted).every(([path, entry]) => isThere(entry, installed.packages[path]))
  );
}

function isThere(entry, found) {
  return found === undefined ? entry.optional === true || entry.devOptional === true : found.version === entry.version;
}

/** False when package.json was edited and the lock file was not: npm has to look. */
function sameDependencies(manifest, root) {
  return ['dependencies', 'devDependencies'].every((kind) => {
    const [ours, locked] = [manifest[kind] ?? {}, root[kind] ?? {}];
    return Object.keys({ ...ours, ...locked }).every((name) => ours[name] === locked[name]);
  });
}

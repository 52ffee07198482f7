/** Orders semantic versions: negative when `a` is lower. A pre-release is lower than any release; no version is the lowest. */
export function compareVersions(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  const [left, right] = [parse(a), parse(b)];
  if ((left.pre === undefined) !== (right.pre === undefined)) return left.pre === undefined ? 1 : -1;
  return compareLists(left.numbers, right.numbers) || compareLists(left.pre ?? [], right.pre ?? []);
}

function parse(version: string): { readonly numbers: readonly string[]; readonly pre: readonly string[] | undefined } {
  const [plain = ''] = version.split('+');
  const dash = plain.indexOf('-');
  const numbers = (dash === -1 ? plain : plain.slice(0, dash)).split('.');
  return { numbers, pre: dash === -1 ? undefined : plain.slice(dash + 1).split('.') };
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const order = compareParts(a[index] ?? '', b[index] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Numbers by value and below words; words by their characters. */
function compareParts(a: string, b: string): number {
  const [left, right] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (left && right) return Number(a) - Number(b);
  if (left !== right) return left ? -1 : 1;
  return a === b ? 0 : a < b ? -1 : 1;
}

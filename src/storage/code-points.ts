/** Orders text by code points, as the servers do; `<` goes by UTF-16 units, where what is beyond U+FFFF comes before U+E000. */
export function compareCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The text, cut with a hash of the whole where it would be too long. */
export function cut(text: string, mostBytes: number): string {
  if (byteLength(text) <= mostBytes) return text;
  let head = '';
  let bytes = 0;
  for (const char of text) {
    bytes += byteLength(char);
    if (bytes > mostBytes - 17) break;
    head += char;
  }
  return `${head}~${hash(text, 0x811c9dc5)}${hash(text, 0x1000193)}`;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** FNV-1a from a seed, 8 hexadecimal digits. */
function hash(text: string, seed: number): string {
  let value = seed;
  for (let i = 0; i < text.length; i += 1) {
    value ^= text.charCodeAt(i);
    value = Math.imul(value, 0x01000193);
  }
  return (value >>> 0).toString(16).padStart(8, '0');
}

/** The server refuses ids over 1,000 bytes, and the workflow task with them. */
const MOST_BYTES = 900;

/** The path as an activity id: cut with a hash of the whole where it would be too long. */
export function activityId(path: string): string {
  if (byteLength(path) <= MOST_BYTES) return path;
  let head = '';
  let bytes = 0;
  for (const char of path) {
    bytes += byteLength(char);
    if (bytes > MOST_BYTES - 17) break;
    head += char;
  }
  return `${head}~${hash(path, 0x811c9dc5)}${hash(path, 0x1000193)}`;
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

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What would give a secret away, by what it is called. Written down here anew: the code under test has its own. */
export function tracesOf(secret: string): ReadonlyMap<string, string> {
  const bytes = Buffer.from(secret);
  const inside = (offset: number) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    return text.slice(Math.ceil((offset * 4) / 3), text.length - 4);
  };
  return new Map([
    ['itself', secret],
    ['its beginning', secret.slice(0, 10)],
    ['its end', secret.slice(-10)],
    ['JSON', JSON.stringify(secret).slice(1, -1)],
    ['JSON in JSON', JSON.stringify(JSON.stringify(secret)).slice(3, -3)],
    ['an address', encodeURIComponent(secret)],
    ['hexadecimal', bytes.toString('hex')],
    ...[0, 1, 2].map((offset) => [`Base64 from ${offset}`, inside(offset)] as const),
    ...[0, 1, 2].map(
      (offset) => [`Base64 for addresses from ${offset}`, inside(offset).replaceAll('+', '-').replaceAll('/', '_')] as const,
    ),
  ]);
}

/** Names of the traces that are found. */
export function tracesIn(content: Uint8Array | string, traces: ReadonlyMap<string, string>): readonly string[] {
  const bytes = Buffer.from(content);
  return [...traces].filter(([, trace]) => bytes.includes(trace)).map(([name]) => name);
}

/** The content of every file below a folder. */
export function filesBelow(folder: string): readonly Buffer[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name)));
}

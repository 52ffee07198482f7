import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';

/**
 * Where a step's result says that something was written; undefined when it names no place.
 * @param filesDir root of the `file` target, whose paths are relative to it
 */
export function whereOf(data: unknown, filesDir: string): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { path, webViewLink, url } = data as { readonly path?: unknown; readonly webViewLink?: unknown; readonly url?: unknown };
  for (const place of [path, webViewLink, url]) if (typeof place === 'string' && place !== '') return nearby(place, filesDir);
  return undefined;
}

/** Paths below the current folder are shown as one would type them. */
function nearby(place: string, filesDir: string): string {
  const named = place.startsWith('file://') ? decodeURI(place.slice('file://'.length)) : place;
  const path = !isAbsolute(named) && !named.includes('://') && existsSync(join(filesDir, named)) ? join(filesDir, named) : named;
  if (!isAbsolute(path)) return place;
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith(`..${sep}`) || short === '..' || isAbsolute(short) ? path : short;
}

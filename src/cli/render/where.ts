import { isAbsolute, relative, sep } from 'node:path';

/** Where a step's result says that something was written; undefined when it names no place. */
export function whereOf(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { path, webViewLink, url } = data as { readonly path?: unknown; readonly webViewLink?: unknown; readonly url?: unknown };
  for (const place of [path, webViewLink, url]) if (typeof place === 'string' && place !== '') return nearby(place);
  return undefined;
}

/** Paths below the current folder are shown as one would type them. */
function nearby(place: string): string {
  const path = place.startsWith('file://') ? decodeURI(place.slice('file://'.length)) : place;
  if (!isAbsolute(path)) return place;
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith(`..${sep}`) || short === '..' || isAbsolute(short) ? path : short;
}

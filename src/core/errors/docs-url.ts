/** Where a code is explained; the file exists for every code (a test compares the sets). */
export function docsPath(code: string): string {
  return `docs/errors/${code}.md`;
}

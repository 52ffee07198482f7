/** Whether a path lies in a step, or in an iteration, branch or pass of it. */
export function isInside(path: string, block: string): boolean {
  return path.length > block.length && path.startsWith(block) && /^[.[#]/.test(path.slice(block.length));
}

/** The step itself, or what is in it. */
export function isWithin(path: string, step: string): boolean {
  return path === step || isInside(path, step);
}

/** The id with which a path goes on below a prefix that ends before its dot. */
export function nextId(path: string, prefix: string): string {
  return /^[^.[#~]+/.exec(path.slice(prefix.length + 1))?.[0] ?? '';
}

/** Every path that may be a block round a step, the outermost first. */
export function blocksRound(path: string): readonly string[] {
  return [...path.matchAll(/[.[#]/g)].map(({ index }) => path.slice(0, index));
}

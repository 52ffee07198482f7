/** Iterations of a loop that are shown step by step. */
const SHOWN_ITERATIONS = 10;

/** How many iterations the loops of a run have had, as far as their steps told of them. */
export class LoopCounts {
  readonly #counts = new Map<string, number>();

  /** Notes a step's event; for a loop that has ended with it, gives how many iterations it had. */
  note(path: string, ended: boolean): number | undefined {
    for (const { loop, index } of iterationsIn(path)) this.#counts.set(loop, Math.max(this.#counts.get(loop) ?? 0, index + 1));
    if (!ended) return undefined;
    const count = this.#counts.get(path);
    this.#counts.delete(path);
    return count;
  }
}

/** The loop around a step that has had so many iterations that one more is no news. */
export function crowdedLoop(path: string): string | undefined {
  return iterationsIn(path).find(({ index }) => index >= SHOWN_ITERATIONS)?.loop;
}

/** `each[3].send`: the fourth iteration of `each`. */
function iterationsIn(path: string): readonly { readonly loop: string; readonly index: number }[] {
  return [...path.matchAll(/\[(\d+)\]/g)].map((match) => ({ loop: path.slice(0, match.index), index: Number(match[1]) }));
}

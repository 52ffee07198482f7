/** Steps by what must be done before each: free of cycles. */
export type Needs = ReadonlyMap<string, ReadonlySet<string>>;

/** When each step can be done at the earliest. */
export interface Schedule {
  /** Steps that could begin together, first those that need nothing; each in order of declaration. */
  readonly levels: readonly (readonly string[])[];
  /** The steps that the end waits for, each because of the one before it. */
  readonly criticalPath: readonly string[];
  /** Milliseconds from the start until all is done, when nothing waits longer than it must. */
  readonly ms: number;
}

/** As early as the needs allow; `durationOf` gives the milliseconds of a step. */
export function scheduleOf(needs: Needs, durationOf: (id: string) => number): Schedule {
  const levels = new Map<string, number>();
  const ends = new Map<string, number>();
  /** What each step waits for longest. */
  const waits = new Map<string, string>();
  for (const id of needsFirst(needs)) {
    let level = 0;
    let start = 0;
    for (const need of needs.get(id) ?? []) {
      level = Math.max(level, (levels.get(need) ?? -1) + 1);
      const end = ends.get(need) ?? 0;
      if (end <= start && waits.has(id)) continue;
      start = end;
      waits.set(id, need);
    }
    levels.set(id, level);
    ends.set(id, start + durationOf(id));
  }
  const groups: string[][] = [];
  for (const id of needs.keys()) (groups[levels.get(id) ?? 0] ??= []).push(id);
  const { last, ms } = latest(ends);
  return { levels: groups, criticalPath: pathTo(last, waits), ms };
}

/** Each step after those it needs; what waits for itself is left out. */
function needsFirst(needs: Needs): readonly string[] {
  const open = new Map([...needs].map(([id, ids]) => [id, ids.size]));
  const dependents = new Map<string, string[]>();
  for (const [id, ids] of needs) for (const need of ids) (dependents.get(need) ?? setNew(dependents, need)).push(id);
  const order = [...needs.keys()].filter((id) => open.get(id) === 0);
  for (const id of order) {
    for (const next of dependents.get(id) ?? []) {
      const left = (open.get(next) ?? 0) - 1;
      open.set(next, left);
      if (left === 0) order.push(next);
    }
  }
  return order;
}

function setNew(lists: Map<string, string[]>, key: string): string[] {
  const list: string[] = [];
  lists.set(key, list);
  return list;
}

function latest(ends: ReadonlyMap<string, number>): { readonly last: string | undefined; readonly ms: number } {
  let last: string | undefined;
  let ms = 0;
  for (const [id, end] of ends) {
    if (last !== undefined && end <= ms) continue;
    last = id;
    ms = end;
  }
  return { last, ms };
}

function pathTo(last: string | undefined, waits: ReadonlyMap<string, string>): readonly string[] {
  const path: string[] = [];
  for (let id = last; id !== undefined; id = waits.get(id)) path.push(id);
  return path.toReversed();
}

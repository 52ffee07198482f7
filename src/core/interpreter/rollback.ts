import type { Failure } from '../errors/failure.ts';
import { fillSecrets, secretPlaceholder } from '../expression/secret-text.ts';
import type { RollbackPlanEntry } from '../run/wire.ts';
import type { ActionCall, ChildCall } from './runtime.ts';

/** What undoes one completed step, resolved when it completed; or why that can't be known. */
export interface RollbackEntry {
  readonly path: string;
  readonly stepId: string;
  readonly stepName: string;
  /** Id of the step of the top list it belongs to. */
  readonly top: string;
  readonly plan:
    | { readonly call: ActionCall; readonly verify?: VerifyPlan }
    /** What a child run left to undo, in order of completion: a run of its own does it. */
    | { readonly child: ChildCall; readonly entries: readonly RollbackEntry[] }
    | { readonly failure: Failure; readonly target: string; readonly action: string };
  /** It was tried, and failed: the run does not try again, but a rollback after its end may. */
  readonly failed?: true;
}

/** What looks whether a step was undone, resolved with its rollback; or why that can't be known. */
export type VerifyPlan = { readonly call: ActionCall } | { readonly failure: Failure };

/** The rollbacks due should the run fail, in order of completion. */
export class RollbackLog {
  #entries: RollbackEntry[];

  constructor(entries: readonly RollbackEntry[] = []) {
    this.#entries = [...entries];
  }

  add(entry: RollbackEntry): void {
    this.#entries.push(entry);
  }

  /** What has been undone, or failed to be, is not undone again. */
  remove(path: string): void {
    const last = this.#entries.findLastIndex((entry) => entry.path === path);
    if (last !== -1) this.#entries.splice(last, 1);
  }

  /** Is kept for a rollback after the end alone. */
  failed(path: string): void {
    const last = this.#entries.findLastIndex((entry) => entry.path === path);
    this.#entries = this.#entries.map((entry, index) => (index === last ? { ...entry, failed: true } : entry));
  }

  /** Takes out what lies inside blocks or branches, newest first. */
  takeInside(paths: readonly string[]): readonly RollbackEntry[] {
    const taken = this.inside(paths);
    if (taken.length > 0) this.#entries = this.#entries.filter((entry) => !taken.includes(entry));
    return taken;
  }

  /** What lies inside blocks or branches, newest first. */
  inside(paths: readonly string[]): readonly RollbackEntry[] {
    return this.entries()
      .filter((entry) => paths.some((path) => isInside(entry.path, path)))
      .toReversed();
  }

  /** In order of completion. */
  entries(): readonly RollbackEntry[] {
    return this.#entries.filter(isOpen);
  }

  /** Those that failed as well. */
  all(): readonly RollbackEntry[] {
    return this.#entries;
  }

  /** Newest first. */
  newestFirst(): readonly RollbackEntry[] {
    return this.entries().toReversed();
  }

  /** What a rollback would call, in that order; one after the end of the run tries those that failed again. */
  plan(afterTheEnd = false): readonly RollbackPlanEntry[] {
    return (afterTheEnd ? this.all() : this.entries()).toReversed().flatMap(planned);
  }
}

/** It was not tried yet. */
export function isOpen({ failed }: RollbackEntry): boolean {
  return failed !== true;
}

function planned({ path, stepId, plan }: RollbackEntry): readonly RollbackPlanEntry[] {
  if ('entries' in plan) return plan.entries.toReversed().flatMap((entry) => planned({ ...entry, path: `${path}/${entry.path}` }));
  const { target, action } = 'call' in plan ? plan.call : plan;
  return [{ path, stepId, target, action, params: 'call' in plan ? fillSecrets(plan.call.params, secretPlaceholder) : null }];
}

/** Executes one rollback; the caller brings pause, slots and the runtime. A failure is reported there and stops nothing. */
export type Undo = (entry: RollbackEntry) => Promise<void>;

/**
 * Undoes everything in the log, newest first. With `dependencies` (graph mode) the steps of the top list are undone side
 * by side, each once all that depended on it are; inside one such step, and in a sequence, one after the other.
 */
export async function rollBack(
  entries: readonly RollbackEntry[],
  dependencies: ReadonlyMap<string, ReadonlySet<string>> | undefined,
  undo: Undo,
): Promise<void> {
  const undoAll = async (group: readonly RollbackEntry[]) => {
    for (const entry of group) await undo(entry);
  };
  if (dependencies === undefined) await undoAll(entries);
  else await undoGraph(entries, dependencies, undoAll);
}

/** Starts each group when the last that depended on it is done; steps with nothing to undo pass at once. */
function undoGraph(
  entries: readonly RollbackEntry[],
  dependencies: ReadonlyMap<string, ReadonlySet<string>>,
  undoAll: (group: readonly RollbackEntry[]) => Promise<void>,
): Promise<void> {
  const dependents = new Map<string, number>([...dependencies.keys()].map((id) => [id, 0]));
  for (const needs of dependencies.values()) for (const need of needs) dependents.set(need, (dependents.get(need) ?? 0) + 1);
  return new Promise((resolve) => {
    let open = dependents.size;
    if (open === 0) resolve();
    const start = async (id: string): Promise<void> => {
      await undoAll(entries.filter((entry) => entry.top === id));
      open -= 1;
      if (open === 0) resolve();
      for (const need of dependencies.get(id) ?? []) {
        const left = (dependents.get(need) ?? 0) - 1;
        dependents.set(need, left);
        if (left === 0) void start(need);
      }
    };
    for (const id of [...dependents.keys()].filter((each) => dependents.get(each) === 0)) void start(id);
  });
}

/** Whether a path lies in a block, or in an iteration or pass of it. */
export function isInside(path: string, block: string): boolean {
  return path.startsWith(block) && /^[.[#]/.test(path.slice(block.length));
}

/** The id of the top-list step a path belongs to. */
export function topOf(path: string): string {
  return /^[^.[#~]+/.exec(path)?.[0] ?? path;
}

/** Path of the execution that undoes another. */
export function rollbackPath(path: string): string {
  return `${path}~rollback`;
}

/** Path of the execution that looks whether that was done. */
export function verifyPath(path: string): string {
  return `${path}~verify`;
}

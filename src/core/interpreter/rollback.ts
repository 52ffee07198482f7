import type { Failure } from '../errors/failure.ts';
import type { RollbackError } from '../run/result.ts';
import type { RollbackPlanEntry } from '../run/wire.ts';
import type { ActionCall, Outcome } from './runtime.ts';
import { spawn } from './spawn.ts';

/** What undoes one completed step, resolved when it completed; or why that can't be known. */
export interface RollbackEntry {
  readonly path: string;
  readonly stepId: string;
  /** Id of the step of the top list it belongs to. */
  readonly top: string;
  readonly plan: { readonly call: ActionCall } | { readonly failure: Failure; readonly target: string; readonly action: string };
}

/** The rollbacks due should the run fail, in order of completion. */
export class RollbackLog {
  #entries: RollbackEntry[] = [];

  add(entry: RollbackEntry): void {
    this.#entries.push(entry);
  }

  /** Forgets what lies inside a block: its own rollback undoes it alone. */
  dropInside(path: string): void {
    this.#entries = this.#entries.filter((entry) => !isInside(entry.path, path));
  }

  /** Newest first. */
  newestFirst(): readonly RollbackEntry[] {
    return this.#entries.toReversed();
  }

  plan(): readonly RollbackPlanEntry[] {
    return this.newestFirst().map(({ path, stepId, plan }) => ({
      path,
      stepId,
      target: 'call' in plan ? plan.call.target : plan.target,
      action: 'call' in plan ? plan.call.action : plan.action,
      params: 'call' in plan ? plan.call.params : null,
    }));
  }
}

export interface RollbackReport {
  readonly rolledBack: number;
  readonly errors: readonly RollbackError[];
}

/** Executes one rollback; the caller brings pause, slots and the runtime. */
export type Undo = (entry: RollbackEntry) => Promise<Outcome<unknown>>;

/**
 * Undoes everything in the log, newest first. With `dependencies` (graph mode) the steps of the top list are undone side
 * by side, each once all that depended on it are; inside one such step, and in a sequence, one after the other.
 * A failure is reported and stops nothing.
 */
export async function rollBack(
  entries: readonly RollbackEntry[],
  dependencies: ReadonlyMap<string, ReadonlySet<string>> | undefined,
  undo: Undo,
): Promise<RollbackReport> {
  const errors: RollbackError[] = [];
  let rolledBack = 0;
  const undoAll = async (group: readonly RollbackEntry[]) => {
    for (const entry of group) {
      const outcome = await spawn(() => undo(entry));
      if (outcome.status === 'completed') rolledBack += 1;
      else errors.push(toError(entry, outcome));
    }
  };
  if (dependencies === undefined) await undoAll(entries);
  else await undoGraph(entries, dependencies, undoAll);
  return { rolledBack, errors };
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

function toError(entry: RollbackEntry, outcome: Exclude<Outcome<unknown>, { status: 'completed' }>): RollbackError {
  const failure: Failure =
    outcome.status === 'failed' ? outcome.failure : { code: 'Cancelled', class: 'cancelled', message: 'the rollback was cancelled' };
  return { path: entry.path, stepId: entry.stepId, error: failure.message, failure };
}

/** Whether a path lies in a block, or in an iteration or pass of it. */
function isInside(path: string, block: string): boolean {
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

import { isStepEnd } from '../run/events.ts';
import { TURN } from '../run/place.ts';
import type { StepStatus } from '../run/status.ts';
import type { Usage } from '../run/usage.ts';
import type { TrailLine } from './facts.ts';

/** A stretch of time, ms since the epoch; without an end it goes on. */
export interface Stretch {
  readonly from: number;
  readonly to?: number;
}

/** One execution of a step, as the trail tells it. */
export interface Execution extends Stretch {
  readonly path: string;
  readonly stepId: string;
  readonly name?: string;
  readonly status: StepStatus;
  readonly attempts?: number;
  readonly usage?: Usage;
  /** When it waited for the outside. */
  readonly waits: readonly Stretch[];
}

type Open<T> = { -readonly [K in keyof T]: T[K] };
type OpenExecution = Open<Omit<Execution, 'waits'>> & { readonly waits: Open<Stretch>[] };

/** The executions of steps, in order of their start. */
export function executionsOf(trail: readonly TrailLine[]): readonly Execution[] {
  const all: OpenExecution[] = [];
  const open = new Map<string, OpenExecution>();
  for (const line of trail) {
    const { type, path, at } = line;
    if (path === undefined || !type.startsWith('step:')) continue;
    let execution = open.get(path);
    const wait = execution?.waits.at(-1);
    const waiting = wait !== undefined && wait.to === undefined;
    if (type === 'step:started' && execution !== undefined && waiting) {
      wait.to = at;
      execution.status = 'RUNNING';
      continue;
    }
    // Of a cancelled execution the trail tells no end.
    if (type === 'step:started' && execution !== undefined) end(execution, { at, status: 'CANCELLED' });
    if (type === 'step:started' || execution === undefined) {
      execution = begun(line, path);
      all.push(execution);
      open.set(path, execution);
    }
    if (type === 'step:waiting') {
      execution.waits.push({ from: at });
      execution.status = 'WAITING';
    }
    if (!isStepEnd(line)) continue;
    end(execution, line);
    open.delete(path);
  }
  return all.toSorted((a, b) => a.from - b.from);
}

function begun({ at, stepId, stepName, duration = 0 }: TrailLine, path: string): OpenExecution {
  return {
    path,
    stepId: stepId ?? path,
    ...(stepName === undefined ? {} : { name: stepName }),
    from: at - duration,
    status: 'RUNNING',
    waits: [],
  };
}

function end(execution: OpenExecution, { at, status, attempts, usage }: Pick<TrailLine, 'at' | 'status' | 'attempts' | 'usage'>): void {
  execution.to = at;
  execution.status = status as StepStatus;
  if (attempts !== undefined) execution.attempts = attempts;
  if (usage !== undefined) execution.usage = usage;
  for (const wait of execution.waits) wait.to ??= at;
}

/** When the run was paused, and when it waited for its turn. */
export function pausesOf(trail: readonly TrailLine[]): { readonly paused: readonly Stretch[]; readonly turn: readonly Stretch[] } {
  return {
    paused: stretches(
      trail,
      ({ type }) => type === 'workflow:paused',
      ({ type }) => type === 'workflow:resumed',
    ),
    turn: stretches(trail, begins(TURN.waits), begins(TURN.came)),
  };
}

function begins(text: string): (line: TrailLine) => boolean {
  return ({ notice, path }) => path === undefined && notice?.startsWith(text) === true;
}

function stretches(
  trail: readonly TrailLine[],
  begin: (line: TrailLine) => boolean,
  over: (line: TrailLine) => boolean,
): readonly Stretch[] {
  const found: Open<Stretch>[] = [];
  for (const line of trail) {
    const last = found.at(-1);
    const open = last !== undefined && last.to === undefined;
    if (!open && begin(line)) found.push({ from: line.at });
    else if (open && over(line)) last.to = line.at;
  }
  return found;
}

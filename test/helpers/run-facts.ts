import type { CallFacts, RunFacts, TrailLine } from '../../src/core/profile/facts.ts';

/** When a run of these facts began, ms since the epoch; other times count from here. */
const BEGAN = Date.parse('2026-01-01T00:00:00Z');

/** The lines of one execution of a step. */
export function execution(
  path: string,
  [from, to]: readonly [number, number?],
  more: Partial<TrailLine> & { readonly waits?: number } = {},
): TrailLine[] {
  const { waits, type = 'step:completed', status = 'COMPLETED', ...rest } = more;
  const stepId = /[^.[\]#/]+$/.exec(path)?.[0] ?? path;
  const common = { path, stepId, stepName: stepId };
  return [
    { ...common, type: 'step:started', at: from, status: 'RUNNING' },
    ...(waits === undefined ? [] : [{ ...common, type: 'step:waiting' as const, at: waits, status: 'WAITING' as const }]),
    ...(to === undefined ? [] : [{ ...common, type, at: to, status, duration: to - from, ...rest }]),
  ];
}

/** A call that a worker took at once, or as the times say. */
export function called(
  path: string,
  times: { readonly from: number; readonly taken?: number; readonly to: number },
  more: Partial<CallFacts> = {},
): CallFacts {
  const { from, taken = from, to } = times;
  return { path, taskQueue: 'work', issuedAt: from, scheduledAt: from, startedAt: taken, closedAt: to, attempt: 1, ...more };
}

/** A run of these lines that took `duration`; times count from its start. */
export function factsOf(duration: number, lines: readonly TrailLine[], more: Partial<RunFacts> = {}): RunFacts {
  const all: readonly TrailLine[] = [
    { type: 'workflow:started', at: 0, status: 'RUNNING' },
    ...lines.toSorted((a, b) => a.at - b.at),
    { type: 'workflow:completed', at: duration, status: 'COMPLETED', duration },
  ];
  const facts: RunFacts = {
    runId: 'run-1',
    workflowId: 'w',
    workflowName: 'W',
    status: 'COMPLETED',
    trail: all,
    calls: [],
    timers: [],
    children: [],
    notes: [],
    ...more,
  };
  return shifted(facts);
}

function shifted({ trail, calls, timers, ...facts }: RunFacts): RunFacts {
  const later = (at: number) => at + BEGAN;
  return {
    ...facts,
    trail: trail.map((line) => ({ ...line, at: later(line.at) })),
    calls: calls.map(({ startedAt, closedAt, ...call }) => ({
      ...call,
      issuedAt: later(call.issuedAt),
      scheduledAt: later(call.scheduledAt),
      ...(startedAt === undefined ? {} : { startedAt: later(startedAt) }),
      ...(closedAt === undefined ? {} : { closedAt: later(closedAt) }),
    })),
    timers: timers.map(({ from, to, ...timer }) => ({ ...timer, from: later(from), ...(to === undefined ? {} : { to: later(to) }) })),
  };
}

import type { Step } from '../../../../../src/core/definition/step.ts';

/** Stands for what the language leaves to the implementation, in codes and classes: it equals anything. */
export const ANY = '?';

/** A failure, as far as the language fixes it. */
export interface Fault {
  readonly code: string;
  readonly class: string;
  readonly step: string;
  readonly path: string;
}

/** How a step, a list or a block ended, and when: ms from the start of the run. */
export interface Ended {
  /** `returned`: a `return` inside ended the run. `skipped`: by the step itself; its list sees it completed. */
  readonly how: 'completed' | 'failed' | 'cancelled' | 'returned' | 'skipped';
  readonly at: number;
  readonly value?: unknown;
  readonly fault?: Fault;
}

/** One attempt of a call of the probe; `saw` is its param `result`. */
export interface Call {
  readonly path: string;
  readonly attempt: number;
  readonly at: number;
  readonly saw: unknown;
}

/** A completed step that can be undone. */
export interface Undo {
  readonly path: string;
  readonly completedAt: number;
  /** The branch or parallel iteration it ran in. */
  readonly lane: string;
  readonly ms: number;
  readonly fails: boolean;
  readonly saw: unknown;
}

/** What happened, as far as anyone can see it afterwards. */
export interface Ledger {
  /** Status by path. */
  readonly steps: Map<string, string>;
  readonly calls: Call[];
  undo: Undo[];
  readonly undone: string[];
  readonly undoFailed: string[];
  /** Why the language does not say how this run goes on: two things at the same moment, or something it is silent about. */
  readonly open: string[];
}

/** What steps see: values of steps by id, and variables; and how many events of a type have been taken. */
export interface Names {
  readonly values: Map<string, unknown>;
  readonly variables: Map<string, unknown>;
  readonly taken: Map<string, number>;
}

/** Something sent to the run; `at` in ms from its start. No two steps wait for one type. */
export interface SentEvent {
  readonly at: number;
  readonly type: string;
  readonly data: unknown;
}

/** Where something runs. */
export interface Place {
  readonly ledger: Ledger;
  readonly names: Names;
  /** Loop and catch variables, `$result`, `$error`, `$acc`, `$run`. */
  readonly locals: Readonly<Record<string, unknown>>;
  /** The moments at which something around this place cancels it. */
  readonly cuts: readonly number[];
  readonly lane: string;
  /** Inside a list that can run more than once: results name only what failed. */
  readonly body: boolean;
  readonly optionalCounts: boolean;
  /** In order of their moments. */
  readonly events: readonly SentEvent[];
  /** When something that would begin at a moment does: later, if the run is paused then. */
  gate(at: number): number;
  /** The same for what falls due: a wait, a timeout, an event. */
  due(at: number): number;
  /** Runs a list of steps, one after the other. */
  list(steps: readonly Step[], prefix: string, at: number, place: Place): Ended;
}

export function newLedger(): Ledger {
  return { steps: new Map(), calls: [], undo: [], undone: [], undoFailed: [], open: [] };
}

/** The moment at which this place is cancelled. */
export function cutOf({ cuts }: Place): number {
  return Math.min(Number.POSITIVE_INFINITY, ...cuts);
}

/** Whether a moment comes before the place is cancelled. */
export function inTime(place: Place, at: number): boolean {
  if (at === cutOf(place)) leaveOpen(place, `two things at ${at}`);
  return at < cutOf(place);
}

export function leaveOpen(place: Place, why: string): void {
  place.ledger.open.push(why);
}

/** Nothing cancels what happens between two moments, and the language does not say what else would: `why` it goes on. */
export function shielded(place: Place, [from, to]: readonly [number, number], why: string): void {
  if (place.cuts.some((cut) => cut > from && cut <= to)) leaveOpen(place, `cancelled during ${why}`);
}

export function completed(at: number, value: unknown): Ended {
  return { how: 'completed', at, value };
}

export function cancelled(place: Place): Ended {
  return { how: 'cancelled', at: cutOf(place) };
}

export function failed(at: number, fault: Fault): Ended {
  return { how: 'failed', at, fault };
}

/** A duration as generated definitions and the model's tests write it. */
export function ms(duration: unknown, otherwise: number): number {
  return typeof duration === 'number' ? duration : otherwise;
}

/** A place of its own for a branch or a parallel iteration. */
export function fork(place: Place, lane: string, cuts: readonly number[]): Place {
  const { values, variables, taken } = place.names;
  const names = { values: new Map(values), variables: new Map(variables), taken: new Map(taken) };
  return { ...place, lane, cuts, ledger: newLedger(), names };
}

/** What happened in a fork is part of what happened. */
export function join(ledger: Ledger, other: Ledger): void {
  for (const [path, status] of other.steps) ledger.steps.set(path, status);
  for (const list of ['calls', 'undo', 'undone', 'undoFailed', 'open'] as const) (ledger[list] as unknown[]).push(...other[list]);
}

/** Whether a path lies inside a block: `loop[3].x`, `fork.eu.x`, `sync#2.x`. */
export function isInside(block: string, path: string): boolean {
  return path.startsWith(block) && '.[#'.includes(path[block.length] ?? '!');
}

/** The lists of a block. */
export function listsOf(step: Step): readonly (readonly Step[])[] {
  switch (step.type) {
    case 'if':
      return [step.then, step.else ?? []];
    case 'switch':
      return [...step.cases.map(({ steps }) => steps), step.default ?? []];
    case 'parallel':
      return Object.values(step.branches);
    case 'forEach':
    case 'while':
    case 'until':
      return [step.steps];
    case 'try':
      return [step.steps, ...(step.catch ?? []).map(({ steps }) => steps), step.finally ?? []];
    case 'event':
      return typeof step.onTimeout === 'object' ? [step.onTimeout.steps] : [];
    default:
      return [];
  }
}

/** Every step of a list, nested ones too. */
export function allSteps(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step) => [step, ...listsOf(step).flatMap(allSteps)]);
}

/** A list is about to run afresh: what its steps gave before is gone. */
export function forget(place: Place, steps: readonly Step[]): void {
  for (const { id } of allSteps(steps)) place.names.values.delete(id);
}

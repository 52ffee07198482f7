import type { Step } from '../definition/step.ts';
import type { State, Transition } from '../definition/workflow-definition.ts';
import { parseDuration } from '../run/duration.ts';
import type { Frame } from './frame.ts';

/** What a transition says once it is chosen. */
export interface Chosen {
  readonly target?: string;
  readonly steps: readonly Step[];
}

/** The first of the transitions whose `when` holds. */
export function chosen(transition: Transition | undefined, frame: Frame): Chosen | undefined {
  const all = transition === undefined ? [] : isList(transition) ? transition : [transition];
  for (const each of all) {
    if (typeof each === 'string') return { target: each, steps: [] };
    const { target, when, steps = [] } = each;
    if (when === undefined || frame.condition(when)) return { ...(target === undefined ? {} : { target }), steps };
  }
  return undefined;
}

function isList(transition: Transition): transition is Extract<Transition, readonly unknown[]> {
  return Array.isArray(transition);
}

interface Visit {
  /** When the state was entered, ms since the epoch. */
  readonly since: number;
  /** Keys of `after` that have gone off. */
  readonly fired: readonly string[];
}

/** The clocks that have not gone off yet, the earliest first. */
function clocks({ after = {} }: State, { since, fired }: Visit): readonly { readonly key: string; readonly due: number }[] {
  return Object.keys(after)
    .filter((key) => !fired.includes(key))
    .map((key) => ({ key, due: since + (parseDuration(key) ?? 0) }))
    .toSorted((a, b) => a.due - b.due);
}

/** Keys of `after` that are due, the earliest first. */
export function dueTimers(state: State, { now, ...visit }: Visit & { readonly now: number }): readonly string[] {
  return clocks(state, visit)
    .filter(({ due }) => due <= now)
    .map(({ key }) => key);
}

/** When the next clock goes off, ms since the epoch. */
export function nextDue(state: State, visit: Visit): number | undefined {
  return clocks(state, visit)[0]?.due;
}

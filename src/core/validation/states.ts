import { pointerTo } from '../definition/pointer.ts';
import { isFields, type Loose } from './fields.ts';

/** A state where it stands; it may be malformed. */
export interface StateNode {
  readonly name: string;
  readonly state: Loose;
  readonly pointer: string;
}

/** What one trigger of a state leads to: one transition, or several. */
export interface Triggered {
  readonly field: 'on' | 'after' | 'always' | 'onError';
  readonly transition: unknown;
  readonly pointer: string;
}

/** One transition of a state. */
export interface TransitionNode {
  readonly field: Triggered['field'];
  /** Absent when it is internal. */
  readonly target: string | undefined;
  /** Where the target stands. */
  readonly pointer: string;
  readonly when: unknown;
  readonly steps: unknown;
}

/** The states of a definition. */
export function statesOf({ states }: Loose): readonly StateNode[] {
  if (!isFields(states)) return [];
  return Object.entries(states).flatMap(([name, state]) => (isFields(state) ? [{ name, state, pointer: pointerTo('/states', name) }] : []));
}

/** What the triggers of a state lead to. */
export function transitionsByTrigger({ state, pointer }: StateNode): readonly Triggered[] {
  return (['on', 'after', 'always', 'onError'] as const).flatMap((field): readonly Triggered[] => {
    const value = state[field];
    const at = `${pointer}/${field}`;
    if (value === undefined) return [];
    if (field === 'always' || field === 'onError') return [{ field, transition: value, pointer: at }];
    if (!isFields(value)) return [];
    return Object.entries(value).map(([key, transition]) => ({ field, transition, pointer: pointerTo(at, key) }));
  });
}

/** Every transition of a state. */
export function transitionsOf(node: StateNode): readonly TransitionNode[] {
  return transitionsByTrigger(node).flatMap(({ field, transition, pointer }) => {
    const list = Array.isArray(transition) ? (transition as readonly unknown[]) : [transition];
    return list.flatMap((each, i): readonly TransitionNode[] => {
      const at = Array.isArray(transition) ? pointerTo(pointer, i) : pointer;
      if (typeof each === 'string') return [{ field, target: each, pointer: at, when: undefined, steps: undefined }];
      if (!isFields(each)) return [];
      const { target, when, steps } = each;
      return [
        {
          field,
          target: typeof target === 'string' ? target : undefined,
          pointer: target === undefined ? at : `${at}/target`,
          when,
          steps,
        },
      ];
    });
  });
}

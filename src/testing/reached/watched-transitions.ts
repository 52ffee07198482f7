import { pointerTo } from '../../core/definition/pointer.ts';
import type { Step } from '../../core/definition/step.ts';
import type { State, Transition, TransitionTarget, WorkflowDefinition } from '../../core/definition/workflow-definition.ts';

/**
 * The same definition, whose transitions tell when they are taken: one without steps leaves nothing in a run's trail.
 * The interpreter looks at the steps of a transition only when it takes it; what else reads a definition does so before the
 * run begins.
 */
export function watchTransitions(definition: WorkflowDefinition, taken: (pointer: string) => void): WorkflowDefinition {
  const { states } = definition;
  if (states === undefined) return definition;
  const watched = Object.entries(states).map(([name, state]) => [name, watchedState(state, pointerTo('/states', name), taken)]);
  return { ...definition, states: Object.fromEntries(watched) as Readonly<Record<string, State>> };
}

type Taken = (pointer: string) => void;

function watchedState(state: State, pointer: string, taken: Taken): State {
  const { on, after, always, onError } = state;
  return {
    ...state,
    ...(on === undefined ? {} : { on: watchedMap(on, `${pointer}/on`, taken) }),
    ...(after === undefined ? {} : { after: watchedMap(after, `${pointer}/after`, taken) }),
    ...(always === undefined ? {} : { always: watchedTransition(always, `${pointer}/always`, taken) }),
    ...(onError === undefined ? {} : { onError: watchedTransition(onError, `${pointer}/onError`, taken) }),
  };
}

function watchedMap(map: Readonly<Record<string, Transition>>, pointer: string, taken: Taken): Readonly<Record<string, Transition>> {
  return Object.fromEntries(
    Object.entries(map).map(([key, transition]) => [key, watchedTransition(transition, pointerTo(pointer, key), taken)]),
  );
}

function watchedTransition(transition: Transition, pointer: string, taken: Taken): Transition {
  if (typeof transition === 'string') return watchedTarget({ target: transition }, pointer, taken);
  if (!isList(transition)) return watchedTarget(transition, pointer, taken);
  return transition.map((each, index) =>
    watchedTarget(typeof each === 'string' ? { target: each } : each, pointerTo(pointer, index), taken),
  );
}

function isList(transition: Transition): transition is Extract<Transition, readonly unknown[]> {
  return Array.isArray(transition);
}

function watchedTarget(target: TransitionTarget, pointer: string, taken: Taken): TransitionTarget {
  const steps: readonly Step[] = new Proxy(target.steps ?? [], {
    get: (list, key) => {
      if (key === 'length') taken(pointer);
      return Reflect.get(list, key) as unknown;
    },
  });
  return { ...target, steps };
}

import { findCycles, reachableFrom } from '../graph/cycles.ts';
import { pointerTo } from '../definition/pointer.ts';
import { nearest } from '../errors/nearest.ts';
import { parseDuration } from '../run/duration.ts';
import { constant, isFields, type Loose } from './fields.ts';
import { didYouMean, listed, type Finding } from './finding.ts';
import { MOST_CANDIDATES } from './nearest-of.ts';
import { statesOf, transitionsOf, type StateNode, type TransitionNode } from './states.ts';
import type { Check } from './subject.ts';

/** State machines: where they begin, where transitions lead, what can be reached and left, and that they come to rest. */
export const checkStates: Check = ({ definition }) => {
  if (!isFields(definition['states'])) return [];
  const states = statesOf(definition);
  return [
    ...machineFindings(definition, states),
    ...states.flatMap((node) => [...stateFindings(node), ...targetFindings(node, states), ...clockFindings(node)]),
    ...reachFindings(definition, states),
    ...restlessFindings(states),
  ];
};

/** Fields of the top list, which a machine does not have. */
const OF_LISTS = ['mode', 'failureStrategy'];

function machineFindings(definition: Loose, states: readonly StateNode[]): readonly Finding[] {
  const found: Finding[] = OF_LISTS.filter((field) => definition[field] !== undefined).map((field) => ({
    code: 'InvalidValue',
    pointer: `/${field}`,
    at: 'key',
    severity: 'warning',
    message: `"${field}" has no effect on a state machine`,
    hint: 'it is for a list of steps; remove it',
  }));
  const { initial } = definition;
  if (initial === undefined) {
    found.push({ code: 'MissingField', pointer: '', message: '"initial" is missing', hint: 'name the state to begin with' });
  } else if (typeof initial === 'string') found.push(...unknownState(initial, '/initial', states));
  if (states.length === 0) {
    found.push({
      code: 'MissingField',
      pointer: '/states',
      message: 'the machine has no states',
      hint: 'give "states" at least one state',
    });
  }
  return found;
}

function unknownState(name: string, pointer: string, states: readonly StateNode[]): readonly Finding[] {
  const names = states.map((each) => each.name);
  if (names.includes(name)) return [];
  const hint = didYouMean(nearest(name, names.slice(0, MOST_CANDIDATES))) ?? `states: ${listed(names, 20)}`;
  return [{ code: 'InvalidValue', pointer, message: `there is no state "${name}"`, hint }];
}

/** Where a state leads to, and what ends the run in it. */
const WAYS_OUT = ['on', 'after', 'always'];

function stateFindings({ name, state, pointer }: StateNode): readonly Finding[] {
  const found: Finding[] = [];
  const final = state['type'] === 'final';
  if (name === 'finally') {
    const message = 'the state name "finally" is reserved: the paths of the steps that run last begin with it';
    found.push({ code: 'ReservedName', pointer, at: 'key', message, hint: 'choose another name' });
  }
  if (final) {
    for (const field of [...WAYS_OUT, 'exit'])
      if (state[field] !== undefined)
        found.push({
          code: 'InvalidValue',
          pointer: `${pointer}/${field}`,
          at: 'key',
          message: `state "${name}" is final and has "${field}"`,
          hint: 'a final state ends the run: nothing leaves it',
        });
  } else if (state['output'] !== undefined) {
    const message = `state "${name}" has "output" and is not final`;
    const hint = 'only a final state gives the run its output: add "type: final"';
    found.push({ code: 'InvalidValue', pointer: `${pointer}/output`, at: 'key', message, hint });
  }
  return found;
}

function targetFindings(node: StateNode, states: readonly StateNode[]): readonly Finding[] {
  return transitionsOf(node).flatMap(({ target, pointer }) => (target === undefined ? [] : unknownState(target, pointer, states)));
}

function clockFindings({ name, state, pointer }: StateNode): readonly Finding[] {
  const { after } = state;
  if (!isFields(after)) return [];
  return Object.keys(after).flatMap((key): readonly Finding[] => {
    if (parseDuration(key) !== undefined) return [];
    const hint = key.includes('$') ? 'keys are not resolved; a "wait" step takes a reference' : 'write "30s", "1h30m" or "2d"';
    const message = `"after" of state "${name}": "${key}" is not a duration`;
    return [{ code: 'InvalidDuration', pointer: pointerTo(`${pointer}/after`, key), at: 'key', message, hint }];
  });
}

function reachFindings({ initial }: Loose, states: readonly StateNode[]): readonly Finding[] {
  const targets = new Map(states.map((node) => [node.name, new Set(transitionsOf(node).flatMap(({ target }) => target ?? []))] as const));
  if (typeof initial !== 'string' || !targets.has(initial)) return [];
  const reached = reachableFrom(initial, targets);
  return states.flatMap(({ name, state, pointer }): readonly Finding[] => {
    if (name !== initial && !reached.has(name)) {
      const hint = 'no transition leads to it from the initial state; add one, or remove it';
      return [{ code: 'UnreachableStep', pointer, at: 'key', message: `state "${name}" can't be reached`, hint }];
    }
    if (state['type'] === 'final' || WAYS_OUT.some((field) => state[field] !== undefined) || endsItself(state['entry'])) return [];
    const hint = 'add "type: final" when the run is to end there, or a transition';
    return [
      {
        code: 'InvalidValue',
        pointer,
        at: 'key',
        severity: 'warning',
        message: `nothing leaves state "${name}": the run never ends there`,
        hint,
      },
    ];
  });
}

function endsItself(entry: unknown): boolean {
  return Array.isArray(entry) && entry.some((step) => isFields(step) && (step['type'] === 'return' || step['type'] === 'fail'));
}

/** `always` transitions that lead round and round with nothing between them. */
function restlessFindings(states: readonly StateNode[]): readonly Finding[] {
  const byName = new Map(states.map((node) => [node.name, node]));
  const next = new Map<string, ReadonlySet<string>>();
  for (const node of states) {
    const first = transitionsOf(node).find(({ field }) => field === 'always');
    if (first !== undefined && isIdle(node, first)) next.set(node.name, new Set([first.target ?? node.name]));
  }
  return findCycles(next).flatMap((cycle): readonly Finding[] => {
    const node = byName.get(cycle[0] ?? '');
    if (node === undefined) return [];
    const round = [...cycle, cycle[0]].join(' → ');
    return [
      {
        code: 'IterationLimit',
        pointer: `${node.pointer}/always`,
        message: `"always" goes round without end: ${round}`,
        hint: 'give it a "when", or wait for something with "on" or "after"',
      },
    ];
  });
}

/** Whether an `always` leads on whatever happens, and nothing is done on the way. */
function isIdle({ state }: StateNode, { target, when, steps }: TransitionNode): boolean {
  if (when !== undefined && constant(when) !== true) return false;
  // Without a target it stays, and is taken again whatever its steps do, unless they end the run.
  if (target === undefined) return !endsItself(steps);
  return [state['entry'], state['exit'], steps].every((list) => !Array.isArray(list) || list.length === 0);
}

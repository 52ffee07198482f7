import { pointerSegments } from '../core/definition/pointer.ts';
import type { Ask } from './ask.ts';
import { firstUnequal, type Unequal } from './first-unequal.ts';

/** Where a replay first differs from what was recorded. */
export interface Difference {
  /**
   * `order`: another step came first. `missing`: something recorded was not asked for. `added`: something was asked for that was not
   * recorded. `params`, `timer`, `child`, `signal`, `hand-over`, `result`: the same was asked for, with something else in it.
   * `replay`: the replay itself failed.
   */
  readonly kind: 'order' | 'missing' | 'added' | 'params' | 'timer' | 'child' | 'signal' | 'hand-over' | 'result' | 'replay';
  /** Path of the step; empty: the run itself. */
  readonly path: string;
  readonly message: string;
  /** Where in the params or the result, as a JSON Pointer. */
  readonly pointer?: string;
  /** As recorded; absent where nothing was. */
  readonly expected?: unknown;
  /** As replayed. */
  readonly got?: unknown;
}

export interface CompareOptions {
  /** The recorded run came to its end by itself: whatever it asks for beyond the record was added. */
  readonly ended: boolean;
  /** The replay ran another version of the definition: names and versions in it may differ. */
  readonly otherDefinition: boolean;
  /** Why a step does not ask for anything any more; undefined when it may still do so. */
  readonly fate: (path: string) => string | undefined;
}

/** The first difference between what was recorded and what the replay asked for. */
export function firstDifference(recorded: readonly Ask[], replayed: readonly Ask[], options: CompareOptions): Difference | undefined {
  for (const [place, expected] of recorded.entries()) {
    const got = replayed[place];
    if (got === undefined || !isSame(expected, got)) return otherAsk({ recorded, replayed, place, ...options });
    const unequal = firstUnequal(expected.content, got.content, options.otherDefinition ? ofTheDefinition(got) : undefined);
    if (unequal !== undefined) return otherContent(expected, unequal);
  }
  if (!options.ended || replayed.length <= recorded.length) return undefined;
  return otherAsk({ recorded, replayed, place: recorded.length, ...options });
}

/** Where an ask tells of the definition itself: its other version differs there, whatever it does. */
function ofTheDefinition({ kind, content }: Ask): RegExp | undefined {
  if (kind === 'child') return isPartOfRun(content) ? /^\/definition$/ : undefined;
  return OF_THE_DEFINITION[kind];
}

/** A child that executes a part of a loop, or undoes it, is given the run's own definition. */
function isPartOfRun(content: unknown): boolean {
  return typeof content === 'object' && content !== null && ('partition' in content || 'undo' in content);
}

const OF_THE_DEFINITION: Readonly<Partial<Record<Ask['kind'], RegExp>>> = {
  result: /^\/(?:workflowName|definitionVersion|steps\/\d+\/stepName|progress\/currentStepName)$/,
  'hand-over': /^\/(?:definition$|snapshot\/.*\/(?:stepName|currentStepName|summary)$)/,
};

interface Sequences extends Pick<CompareOptions, 'fate'> {
  readonly recorded: readonly Ask[];
  readonly replayed: readonly Ask[];
  /** The first place at which they differ. */
  readonly place: number;
}

/** A replay ends where it diverges, so what it would have asked for later is not known. */
function otherAsk({ recorded, replayed, place, fate }: Sequences): Difference | undefined {
  const expected = recorded[place];
  const got = replayed[place];
  if (expected === undefined) {
    return got && { kind: 'added', path: got.path, message: `${told(got)} comes after what was recorded`, got: told(got) };
  }
  const both = { expected: told(expected), ...(got === undefined ? {} : { got: told(got) }) };
  if (expected.kind === 'result' && got?.kind === 'result') {
    return { kind: 'result', path: '', message: `${told(expected)} was recorded; now ${told(got)}`, ...both };
  }
  const why = expected.path === '' ? undefined : fate(expected.path);
  const instead = got === undefined ? '' : `; ${told(got)} comes in its place`;
  if (why !== undefined)
    return { kind: 'missing', path: expected.path, message: `${told(expected)} does not come: ${why}${instead}`, ...both };
  if (got === undefined || got.kind === 'result') {
    return { kind: 'missing', path: expected.path, message: `${told(expected)} does not come${instead}`, ...both };
  }
  const known = recorded.slice(place).some((ask) => isSame(ask, got));
  const message = `${told(got)} comes where ${told(expected)} was recorded`;
  return known ? { kind: 'order', path: expected.path, message, ...both } : { kind: 'added', path: got.path, message, ...both };
}

function isSame(one: Ask, other: Ask): boolean {
  return one.kind === other.kind && one.identity === other.identity;
}

function otherContent({ kind, path, content }: Ask, { pointer, expected, got }: Unequal): Difference {
  const where = kind === 'action' ? pointer.replace(/^\/params(?=\/|$)/, '') : pointer;
  const what = { expected, got, ...(where === '' ? {} : { pointer: where }) };
  const values = `recorded ${brief(expected)}, now ${brief(got)}`;
  switch (kind) {
    case 'action':
      return { kind: 'params', path, message: `${where === pointer ? 'the call' : 'params'}${spaced(where)}: ${values}`, ...what };
    case 'timer':
      return { kind, path, message: `the timer's milliseconds: ${values}`, ...what };
    case 'result':
      return { kind, path: stepIn(content, pointer), message: `the result${spaced(where)}: ${values}`, ...what };
    default:
      return { kind, path, message: `what it is given${spaced(where)}: ${values}`, ...what };
  }
}

function spaced(pointer: string): string {
  return pointer === '' ? '' : ` ${pointer}`;
}

/** The step whose entry in a WorkflowResult a pointer leads into. */
function stepIn(result: unknown, pointer: string): string {
  const [list, index] = pointerSegments(pointer);
  if (list !== 'steps' || typeof result !== 'object' || result === null || !('steps' in result) || !Array.isArray(result.steps)) return '';
  const step: unknown = result.steps[Number(index)];
  return typeof step === 'object' && step !== null && 'path' in step ? String(step.path) : '';
}

const LONGEST = 80;

function brief(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

/** An ask in words. */
function told({ kind, path, identity }: Ask): string {
  switch (kind) {
    case 'action':
      return path === '' ? identity : `${path} (${identity.split(' ')[0]})`;
    case 'timer':
      return path === '' ? `the timer "${identity}"` : `the timer of ${path}`;
    case 'child':
      return path === '' ? `the child run ${identity}` : `the child run of ${path}`;
    case 'signal':
      return `the signal ${identity}`;
    case 'hand-over':
      return 'the hand-over to a fresh history';
    case 'result':
      return identity === 'memo' ? 'the result of a cancelled run' : `the end of the run (${identity})`;
  }
}

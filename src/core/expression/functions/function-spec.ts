import { limitError, MAX_RESULT, type Gas } from '../limits.ts';
import { operandError, type Site } from '../operators.ts';
import { ANY, kindNames, kindOf, TEXT, TIME, WORDS, type Timestamp } from '../values.ts';
import { valueError } from '../problems.ts';
import type { Patterns } from './regex.ts';

/** What a function is called with, besides its arguments. */
export interface Call {
  readonly site: Site;
  readonly gas: Gas;
  readonly patterns: Patterns;
}

/** A pure function of the language. Its kinds are checked before each call, and by validation where they are known. */
export interface FunctionSpec {
  /** Kinds of each parameter. */
  readonly params: readonly number[];
  /** How many of the last parameters may be left out. */
  readonly optional: number;
  /** Kinds of any further arguments. */
  readonly rest?: number;
  readonly returns: number;
  readonly run: (args: readonly unknown[], call: Call) => unknown;
}

interface Shape {
  readonly params: readonly number[];
  readonly optional?: number;
  readonly rest?: number;
  readonly returns: number;
}

/** `A` are the argument types that the kinds of `shape` stand for. */
export function define<A extends readonly unknown[]>(shape: Shape, run: (args: A, call: Call) => unknown): FunctionSpec {
  return { optional: 0, ...shape, run: (args, call) => run(args as A, call) };
}

export function applyFunction(spec: FunctionSpec, args: readonly unknown[], call: Call): unknown {
  call.gas.spend(2);
  return spec.run(
    args.map((arg, index) => argument(spec, { arg, index, args }, call)),
    call,
  );
}

interface Argument {
  readonly arg: unknown;
  readonly index: number;
  readonly args: readonly unknown[];
}

function argument({ params, rest }: FunctionSpec, { arg, index, args }: Argument, { site }: Call): unknown {
  const wanted = params[index] ?? rest ?? 0;
  const kind = kindOf(arg);
  if ((kind & wanted) === 0) {
    if (arg === null || arg === undefined)
      throw operandError(
        site,
        args.map((each, at) => (at === index ? each : 0)),
      );
    throw valueError(`${site.name}() needs ${kindNames(wanted === WORDS ? TEXT : wanted)}: ${site.operands[index]} is ${kindNames(kind)}`);
  }
  return kind === TIME && (wanted & WORDS) === WORDS && wanted !== ANY ? (arg as Timestamp).text() : arg;
}

/** Refuses a list too long to make. */
export function limitedLength(length: number): number {
  if (length > MAX_RESULT) throw limitError(`a list has more than ${MAX_RESULT} elements`, 'work on fewer');
  return length;
}

import { nearest } from '../errors/nearest.ts';
import type { StepwrightError } from '../errors/stepwright-error.ts';
import { type Evaluation, MISSING, type PathEvaluation } from './evaluation.ts';
import { applyFunction, type FunctionSpec } from './functions/function-spec.ts';
import { FUNCTION_NAMES, functionNamed } from './functions/functions.ts';
import { MACRO_NAMES } from './macros.ts';
import { type Span, syntaxError } from './problems.ts';

/** A call where it stands. */
export interface CallSite {
  readonly name: string;
  readonly span: Span;
  /** How the arguments are written. */
  readonly operands: readonly string[];
}

/** The function called, when there is one that takes so many arguments. */
export function functionOf({ name, span, operands }: CallSite): FunctionSpec {
  const spec = functionNamed(name);
  if (spec === undefined) throw unknownFunction(name, span);
  const most = spec.rest === undefined ? spec.params.length : Number.POSITIVE_INFINITY;
  const least = spec.params.length - spec.optional;
  if (operands.length >= least && operands.length <= most) return spec;
  const takes = most === least ? `${least}` : most === Number.POSITIVE_INFINITY ? `${least} or more` : `${least} to ${most}`;
  throw syntaxError(`${name}() takes ${takes} argument${takes === '1' ? '' : 's'}, not ${operands.length}`, span);
}

export function compileFunctionCall(site: CallSite, args: readonly Evaluation[]): Evaluation {
  const spec = functionOf(site);
  return (at) => {
    const values = args.map((arg) => arg(at));
    return applyFunction(spec, values, { site, gas: at.gas, patterns: at.patterns });
  };
}

/** `has(path)`: it is there and not null. */
export function compileHas({ peek }: PathEvaluation): Evaluation {
  return (at) => {
    const value = peek(at);
    return value !== MISSING && value !== null && value !== undefined;
  };
}

/** `default(path, value)`: the value where the path leads to nothing or null. */
export function compileDefault({ peek }: PathEvaluation, fallback: Evaluation): Evaluation {
  return (at) => {
    const value = peek(at);
    return value === MISSING || value === null || value === undefined ? fallback(at) : value;
  };
}

function unknownFunction(name: string, span: Span): StepwrightError {
  const near = nearest(name, [...FUNCTION_NAMES, ...MACRO_NAMES, 'has', 'default']);
  return syntaxError(
    `there is no function ${name}()`,
    span,
    near === undefined ? 'the functions are in docs/expressions.md' : `did you mean ${near}()?`,
  );
}

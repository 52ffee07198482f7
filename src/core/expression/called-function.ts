import { nearest } from '../errors/nearest.ts';
import type { StepwrightError } from '../errors/stepwright-error.ts';
import type { FunctionSpec } from './functions/function-spec.ts';
import { FUNCTION_NAMES, functionNamed } from './functions/functions.ts';
import { MACRO_NAMES } from './macros.ts';
import { type Span, syntaxError } from './problems.ts';

const GUARDS = ['has', 'default'];

/** The function of that name; throws when there is none. */
export function namedFunction(name: string, span: Span): FunctionSpec {
  const spec = functionNamed(name);
  if (spec !== undefined) return spec;
  if (!MACRO_NAMES.includes(name)) throw unknownFunction(name, span);
  throw syntaxError(`${name}() takes a variable name and an expression`, span, `such as $items.${name}(item, item.price)`);
}

/** Refuses a number of arguments that the function does not take. */
export function checkArguments(
  { params, optional, rest }: FunctionSpec,
  given: number,
  { name, span }: { readonly name: string; readonly span: Span },
): void {
  const least = params.length - optional;
  const most = rest === undefined ? params.length : Number.POSITIVE_INFINITY;
  if (given >= least && given <= most) return;
  const takes = most === least ? `${least}` : most === Number.POSITIVE_INFINITY ? `${least} or more` : `${least} to ${most}`;
  throw syntaxError(`${name}() takes ${takes} argument${takes === '1' ? '' : 's'}, not ${given}`, span);
}

function unknownFunction(name: string, span: Span): StepwrightError {
  const near = nearest(name, [...FUNCTION_NAMES, ...MACRO_NAMES, ...GUARDS]);
  return syntaxError(
    `there is no function ${name}()`,
    span,
    near === undefined ? 'the functions are in docs/expressions.md' : `did you mean ${near}()?`,
  );
}

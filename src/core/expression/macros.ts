import type { Activation, Evaluation } from './evaluation.ts';
import { groupBy, sortBy, uniqueBy } from './functions/lists.ts';
import { operandError, type Site } from './operators.ts';
import { valueError } from './problems.ts';
import { describe, isMap, sortedKeys } from './values.ts';

/** A macro where it stands: `list.name(variable, body)`. */
export interface Macro {
  readonly site: Site;
  readonly range: Evaluation;
  /** Where the variable's value is kept. */
  readonly slot: number;
  readonly bodies: readonly Evaluation[];
}

type Run = (items: readonly unknown[], each: Each, at: Activation) => unknown;

/** The bodies of a macro, for one element. */
interface Each {
  readonly site: Site;
  value(item: unknown, body: number): unknown;
  /** The first body, which must be true or false. */
  holds(item: unknown): boolean;
}

const RUNS: Readonly<Record<string, Run>> = {
  all: (items, each) => items.every((item) => each.holds(item)),
  exists: (items, each) => items.some((item) => each.holds(item)),
  exists_one: (items, each) => items.filter((item) => each.holds(item)).length === 1,
  filter: (items, each) => items.filter((item) => each.holds(item)),
  map: (items, each) => items.map((item) => each.value(item, 0)),
  sort: (items, each, at) => sortBy(items, keysOf(items, each), { site: each.site, ...at }),
  unique: (items, each, at) => uniqueBy(items, keysOf(items, each), { site: each.site, ...at }),
  groupBy: (items, each, at) => groupBy(items, keysOf(items, each), { site: each.site, ...at }),
};

const FILTERED_MAP: Run = (items, each) => items.filter((item) => each.holds(item)).map((item) => each.value(item, 1));

export const MACRO_NAMES: readonly string[] = Object.keys(RUNS);

/** Whether a call with so many arguments, the list included, has a variable and a body. */
export function isMacro(name: string, args: number): boolean {
  return Object.hasOwn(RUNS, name) && (args === 3 || (name === 'map' && args === 4));
}

export function compileMacro(macro: Macro): Evaluation {
  const run = macro.bodies.length === 2 ? FILTERED_MAP : RUNS[macro.site.name];
  return (at) => {
    const items = itemsOf(macro.range(at), macro.site);
    return run?.(items, bodiesOf(macro, at), at);
  };
}

/** The elements of a list, or the keys of a map in order of code units. */
function itemsOf(range: unknown, site: Site): readonly unknown[] {
  if (Array.isArray(range)) return range;
  if (isMap(range)) return sortedKeys(range);
  throw operandError({ name: `${site.name}()`, operands: site.operands }, [range]);
}

function bodiesOf({ site, slot, bodies }: Macro, at: Activation): Each {
  const value = (item: unknown, body: number) => {
    at.gas.spend(2);
    at.variables[slot] = item;
    return bodies[body]?.(at);
  };
  const holds = (item: unknown) => {
    const result = value(item, 0);
    if (typeof result === 'boolean') return result;
    throw valueError(`${site.name}() needs true or false: ${site.operands[1]} is ${describe(result)}`);
  };
  return { site, value, holds };
}

function keysOf(items: readonly unknown[], each: Each): readonly unknown[] {
  return items.map((item) => each.value(item, 0));
}

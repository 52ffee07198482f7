import type { Failure } from '../errors/failure.ts';
import type { LocalScope } from './node.ts';
import type { Ref } from './reference.ts';
import { local } from './roots.ts';
import { fieldsOf, writeSteps, type Own } from './step-fields.ts';
import type { StepLists } from './step-lists.ts';

interface Clause {
  readonly errors?: readonly string[] | undefined;
  readonly when?: unknown;
  readonly as?: string | undefined;
  readonly steps: (error: Ref<Failure>) => unknown;
}

interface Try {
  readonly steps: () => unknown;
  readonly catch?: readonly Clause[] | undefined;
  readonly finally?: (() => unknown) | undefined;
}

/** A `try`: its catches see the error. */
export function tryFields(lists: StepLists, id: string, options: Try): Own {
  const steps = lists.collect(id, options.steps);
  const clauses = options.catch?.map((clause) => clauseFields(lists, id, clause));
  const last = options.finally === undefined ? undefined : lists.collect(id, options.finally);
  return (write) => ({
    type: 'try',
    steps: writeSteps(steps, write),
    catch: clauses?.map((clause) => clause(write)),
    finally: last === undefined ? undefined : writeSteps(last, write),
  });
}

function clauseFields(lists: StepLists, id: string, { errors, when, as, steps }: Clause): Own {
  if (as !== undefined) lists.declare([as]);
  const scope: LocalScope = { of: `catch of "${id}"`, names: ['error', ...(as === undefined ? [] : [as])] };
  const error = local<Failure>(scope, as ?? 'error');
  const drafts = lists.collect(id, () => steps(error));
  return (write) =>
    write.inside(scope, () =>
      fieldsOf({
        errors,
        when:
          when === undefined
            ? undefined
            : write.condition(typeof when === 'function' ? (when as (error: unknown) => unknown)(error) : when),
        as,
        steps: writeSteps(drafts, write),
      }),
    );
}

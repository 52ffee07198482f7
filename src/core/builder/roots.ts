import { SECRET_NAME } from '../definition/names.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import type { LocalScope } from './node.ts';
import { nodeOf, reference, type Ref, type Reference, type Refs } from './reference.ts';

/** What a run knows of itself. Times are ISO 8601. */
export interface RunFacts {
  readonly id: string;
  readonly key: string | null;
  readonly url: string | null;
  readonly definition: string;
  readonly version: string | null;
  readonly startedAt: string;
  readonly startedBy: string | null;
  /** Workflow time when it is asked for. */
  readonly now: string;
}

/** `$run`: the run that executes the definition. */
export const thisRun: Ref<RunFacts> = fixed('run');

/** `$secrets.NAME`: a text that only the action sees. In params of actions and rollbacks, alone or in `text`. */
export function secret(name: string): Ref<string> {
  if (SECRET_NAME.test(name)) return reference({ kind: 'path', root: { kind: 'fixed', name: 'secrets' }, path: [name] });
  throw new StepwrightError('InvalidValue', `"${name}" is not the name of a secret`, {
    class: 'validation',
    hint: 'A letter or "_", then letters, digits, "_" and "-".',
  });
}

/** `$result`, `$error` and the like. */
export function fixed<T>(name: string): Ref<T> {
  return reference({ kind: 'path', root: { kind: 'fixed', name }, path: [] });
}

/** A name that is known in a part of the definition only: `$item`, `$error` in a catch. */
export function local<T>(scope: LocalScope, name: string): Ref<T> {
  return reference({ kind: 'path', root: { kind: 'local', name, scope }, path: [] });
}

/** A variable of the run that `set` steps assign; null until one has. */
export type Variable<T> = Ref<T | null>;

/** Names a variable: `const shipping = variable<number>('shipping')`, then `assign(shipping, 5)` in a `set` step. */
export function variable<T>(name: string): Variable<T> {
  return reference({ kind: 'path', root: { kind: 'variable', name }, path: [] });
}

/** Values of a `set` step or of `onSkip` for one variable: `{ ...assign(shipping, 5), ...assign(express, true) }`. */
export function assign<T>(target: Reference<T | null>, value: NoInfer<Refs<T>>): Readonly<Record<string, unknown>> {
  const node = nodeOf(target);
  if (node?.kind !== 'path' || node.root.kind !== 'variable' || node.path.length > 0) {
    throw new StepwrightError('InvalidValue', 'assign takes what variable() gave', {
      class: 'validation',
      hint: "Write assign(variable<number>('total'), 5).",
    });
  }
  return { [node.root.name]: value };
}

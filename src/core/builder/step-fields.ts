import type { Step } from '../definition/step.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import { present } from '../present.ts';
import type { Condition } from './expressions.ts';
import { nodeOf, type Ref, type Reference } from './reference.ts';
import type { Renderer } from './render.ts';
import { fixed, local } from './roots.ts';
import type { Draft } from './step-lists.ts';
import type { BlockOptions, CacheOptions, CallOptions, CircuitOptions, Retry, Undo } from './step-options.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Writes the fields that only a kind has. */
export type Own = (write: Renderer) => Fields;

export type AnyOptions = CallOptions<unknown, unknown, boolean, Condition | undefined> &
  BlockOptions<unknown, unknown, boolean, Condition | undefined>;

/** What a step is called: its id comes first, as people write it. */
export function headOf(id: string, { name, description }: AnyOptions): Fields {
  return { id, name, description };
}

/** The fields that every step may have, as a definition has them. */
export function commonFields(options: AnyOptions, self: Reference<unknown>, write: Renderer): Fields {
  const {
    dependsOn,
    when,
    onSkip,
    optional,
    timeout,
    totalTimeout,
    output,
    rollback,
    execution,
    taskQueue,
    priority,
    summary,
    retry,
    retryCount,
    onExhausted,
    cache,
    circuitBreaker,
    rollbackOnFailure,
  } = options;
  return {
    dependsOn: dependsOn?.map(stepIdOf),
    when: when === undefined ? undefined : write.condition(when),
    onSkip: write.value(onSkip),
    optional,
    retry: retry === undefined ? undefined : retryFields(retry, write),
    retryCount,
    onExhausted,
    cache: cache === undefined ? undefined : cacheFields(cache, self, write),
    circuitBreaker: circuitBreaker === undefined ? undefined : circuitFields(circuitBreaker, write),
    timeout: write.value(timeout),
    totalTimeout: write.value(totalTimeout),
    output: output === undefined ? undefined : write.value(output(fixed('result'))),
    rollbackOnFailure,
    rollback: rollback === undefined ? undefined : rollbackFields(rollback(self), write),
    execution,
    taskQueue: write.value(taskQueue),
    priority,
    summary: write.value(summary),
  };
}

/** A list of steps, as a definition has it. */
export function writeSteps(drafts: readonly Draft[], write: Renderer): readonly Step[] {
  return drafts.map((draft) => draft.write(write));
}

/** The fields that are there, as what they are to be: the required ones are among them. */
export function fieldsOf<T extends object>(fields: { readonly [Key in keyof T]: T[Key] | undefined }): T {
  return present(fields) as T;
}

function rollbackFields({ target, action, params, retry, timeout }: Undo, write: Renderer): Fields {
  return fieldsOf({
    target,
    action,
    params: write.value(params),
    retry: retry === undefined ? undefined : retryFields(retry, write),
    timeout: write.value(timeout),
  });
}

function retryFields({ when, ...retry }: Retry, write: Renderer): Fields {
  if (when === undefined) return retry;
  const scope = { of: 'condition of a retry', names: ['error', 'attempt'] };
  return { ...retry, when: write.inside(scope, () => write.condition(when(local(scope, 'error'), local(scope, 'attempt')))) };
}

function cacheFields({ key, ttl, when, scope }: CacheOptions<unknown>, self: Reference<unknown>, write: Renderer): Fields {
  return fieldsOf({
    key: write.value(key),
    ttl: write.value(ttl),
    when: when === undefined ? undefined : write.condition(when(self as Ref<unknown>)),
    scope,
  });
}

function circuitFields({ key, failures, window, openFor, probes }: CircuitOptions, write: Renderer): Fields {
  return fieldsOf({ key: write.value(key), failures, window: write.value(window), openFor: write.value(openFor), probes });
}

function stepIdOf(step: Reference<unknown>): string {
  const node = nodeOf(step);
  if (node?.kind === 'path' && node.root.kind === 'step') return node.root.name;
  throw new StepwrightError('InvalidValue', 'dependsOn names something that is not a step', {
    class: 'validation',
    hint: 'Give what the step method returned: const a = w.action(…), then dependsOn: [a].',
  });
}

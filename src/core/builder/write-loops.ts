import { expr } from './expressions.ts';
import type { LocalScope } from './node.ts';
import { reference, type Ref, type Reference } from './reference.ts';
import type { Renderer } from './render.ts';
import { local } from './roots.ts';
import { writeSteps, type Own } from './step-fields.ts';
import type { Draft, StepLists } from './step-lists.ts';

/** A function of what an iteration gives; what types it has is for the options to say. */
type OfRound = (round: never) => unknown;
type Condition = boolean | Reference<unknown> | OfRound | undefined;

interface Pass {
  readonly index: Ref<number>;
  readonly value: Ref<never>;
}

interface Round extends Pass {
  readonly item: Ref<never>;
}

interface ForEach {
  readonly items: unknown;
  readonly as?: string | undefined;
  readonly indexAs?: string | undefined;
  readonly batchSize?: number | undefined;
  readonly parallel?: boolean | undefined;
  readonly maxConcurrency?: number | undefined;
  readonly partitionOver?: number | undefined;
  readonly onError?: string | undefined;
  readonly collect?: string | OfRound | { readonly from: unknown; readonly fold: (sum: never, round: never) => unknown } | undefined;
  readonly breakWhen?: Condition;
  readonly steps: (item: never, index: Ref<number>) => unknown;
}

/** A `forEach`: its body sees the item and the index, and what is worked out for each iteration the value of the body too. */
export function forEachFields(lists: StepLists, id: string, options: ForEach): Own {
  const { as, indexAs, collect, breakWhen, batchSize, parallel, maxConcurrency, onError, partitionOver } = options;
  const name = as ?? (batchSize === undefined ? 'item' : 'items');
  const scope = loopScope(lists, id, [name, ...indexNames(indexAs)]);
  const item = local<never>(scope, name);
  const index = local<number>(scope, indexAs ?? 'index');
  const drafts = lists.collect(id, () => options.steps(item as never, index));
  const round: Round = { item, index, value: valueOf(drafts) };
  return (write) => ({
    type: 'forEach',
    items: write.value(options.items),
    as,
    indexAs,
    batchSize,
    parallel,
    maxConcurrency,
    partitionOver,
    onError,
    collect:
      typeof collect === 'object'
        ? folded(collect, { round, scope, write })
        : write.inside(scope, () => (typeof collect === 'function' ? write.expression(collect(round as never)) : collect)),
    breakWhen: write.inside(scope, () => conditionOf(breakWhen, round, write)),
    steps: write.inside(scope, () => writeSteps(drafts, write)),
  });
}

function folded(
  { from, fold }: { readonly from: unknown; readonly fold: (sum: never, round: never) => unknown },
  { round, scope, write }: { readonly round: Round; readonly scope: LocalScope; readonly write: Renderer },
): unknown {
  const sum = { of: scope.of, names: ['acc'] };
  return {
    fold: write.inside(scope, () => write.inside(sum, () => write.expression(fold(local(sum, 'acc') as never, round as never)))),
    from: write.value(from),
  };
}

interface Loop {
  readonly condition: Condition;
  readonly steps: (index: Ref<number>) => unknown;
  readonly maxIterations?: number | undefined;
  readonly delay?: unknown;
  readonly breakWhen?: Condition;
  readonly indexAs?: string | undefined;
}

/** A `while` or `until`: its conditions see the value of the iteration that has just ended. */
export function loopFields(lists: StepLists, { id, type }: { readonly id: string; readonly type: 'while' | 'until' }, options: Loop): Own {
  const { condition, breakWhen, maxIterations, delay, indexAs } = options;
  const scope = loopScope(lists, id, indexNames(indexAs));
  const index = local<number>(scope, indexAs ?? 'index');
  const drafts = lists.collect(id, () => options.steps(index));
  const pass: Pass = { index, value: valueOf(drafts) };
  return (write) =>
    write.inside(scope, () => ({
      type,
      condition: conditionOf(condition, pass, write),
      maxIterations,
      delay: write.value(delay),
      breakWhen: conditionOf(breakWhen, pass, write),
      indexAs,
      steps: writeSteps(drafts, write),
    }));
}

function loopScope(lists: StepLists, id: string, names: readonly string[]): LocalScope {
  lists.declare(names);
  return { of: `loop "${id}"`, names };
}

function indexNames(indexAs: string | undefined): readonly string[] {
  return indexAs === undefined ? ['index'] : ['index', indexAs];
}

/** What a list gives: the value of its last step. */
function valueOf(drafts: readonly Draft[]): Ref<never> {
  const last = drafts.at(-1);
  return last === undefined ? expr<never>`null` : reference({ kind: 'path', root: { kind: 'step', name: last.id }, path: [] });
}

function conditionOf(condition: Condition, round: Round | Pass, write: Renderer): string | boolean | undefined {
  if (condition === undefined) return undefined;
  return write.condition(typeof condition === 'function' ? condition(round as never) : condition);
}

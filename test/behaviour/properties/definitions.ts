import fc from 'fast-check';

import type { Step } from '../../../src/core/definition/step.ts';
import type { FailureStrategy, WorkflowDefinition } from '../../../src/core/definition/workflow-definition.ts';

/** A random definition before it has names: the tests' model reads it as well as the interpreter. */
export interface Plan {
  readonly mode: 'sequence' | 'graph';
  readonly strategy: FailureStrategy;
  readonly continueOnOptionalFailure: boolean;
  readonly steps: readonly PlannedStep[];
}

export interface PlannedStep {
  readonly id: string;
  readonly skipped: boolean;
  readonly optional: boolean;
  readonly rollback: boolean;
  /** Ids of steps of the top list that are declared anywhere in it, free of cycles; graph only. */
  readonly dependsOn: readonly string[];
  readonly work: Work;
}

export type Work =
  /** Each attempt takes `ms`; the first `failures` fail, of `attempts` allowed; `delay` ms lie between. */
  | { readonly kind: 'call'; readonly ms: number; readonly failures: number; readonly attempts: number; readonly delay: number }
  | { readonly kind: 'if' | 'switch'; readonly steps: readonly PlannedStep[] };

interface Shape {
  readonly skipped: boolean;
  readonly optional: boolean;
  readonly rollback: boolean;
  readonly needs: readonly number[];
  readonly ms: number;
  readonly failures: number;
  readonly attempts: number;
  readonly delay: number;
  readonly block: 'if' | 'switch' | undefined;
  readonly inside: readonly Shape[];
}

// Long and odd times, so that two things hardly ever fall together.
const duration = fc.integer({ min: 1000, max: 9_999_999 });

const shape: fc.Arbitrary<Shape> = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.record({
    skipped: rarely(6),
    optional: rarely(3),
    rollback: fc.boolean(),
    needs: fc.array(fc.nat({ max: 30 }), { maxLength: 3 }),
    ms: duration,
    failures: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.integer({ min: 1, max: 3 }) }),
    attempts: fc.integer({ min: 1, max: 3 }),
    delay: duration,
    block: fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom('if' as const, 'switch' as const) },
    ),
    inside: fc.oneof({ depthSize: 'small', maxDepth: 2 }, fc.constant([]), fc.array(tie('shape'), { maxLength: 3 })),
  }),
})).shape;

/** Random plans; `only` narrows them. */
export function plans(only: Partial<Pick<Plan, 'mode' | 'strategy'>> = {}): fc.Arbitrary<Plan> {
  return fc
    .record({
      mode: only.mode === undefined ? fc.constantFrom('sequence' as const, 'graph' as const) : fc.constant(only.mode),
      strategy:
        only.strategy === undefined
          ? fc.constantFrom('fail-fast' as const, 'continue-on-error' as const, 'partial-failure' as const)
          : fc.constant(only.strategy),
      continueOnOptionalFailure: fc.boolean(),
      shapes: fc.array(shape, { minLength: 1, maxLength: 8 }),
      order: fc.infiniteStream(fc.nat()),
    })
    .map(({ shapes, order, ...rest }) => ({
      ...rest,
      steps: rest.mode === 'graph' ? shuffled(topSteps(shapes), order) : listOf(shapes, ''),
    }));
}

/** Dependencies point to steps made earlier, so there is no cycle, whatever the order of declaration. */
function topSteps(shapes: readonly Shape[]): readonly PlannedStep[] {
  return listOf(shapes, '').map((step, i) => {
    const needs = i === 0 ? [] : (shapes[i]?.needs ?? []).map((need) => `s${need % i}`);
    return { ...step, dependsOn: [...new Set(needs)] };
  });
}

function listOf(shapes: readonly Shape[], prefix: string): readonly PlannedStep[] {
  return shapes.map((each, i) => stepOf(each, `${prefix === '' ? 's' : `${prefix}_`}${i}`));
}

function stepOf({ skipped, optional, rollback, block, inside, ...call }: Shape, id: string): PlannedStep {
  const { ms, failures, attempts, delay } = call;
  const work: Work = block === undefined ? { kind: 'call', ms, failures, attempts, delay } : { kind: block, steps: listOf(inside, id) };
  return { id, skipped, optional, rollback, dependsOn: [], work };
}

function shuffled<T>(items: readonly T[], order: Iterator<number>): readonly T[] {
  return items
    .map((item) => ({ item, at: order.next().value as number }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

function rarely(oneIn: number): fc.Arbitrary<boolean> {
  return fc.nat({ max: oneIn - 1 }).map((n) => n === 0);
}

/** The plan in the language. */
export function toDefinition(plan: Plan, more: Partial<WorkflowDefinition> = {}): WorkflowDefinition {
  return {
    id: 'random',
    name: 'Random',
    mode: plan.mode,
    failureStrategy: plan.strategy,
    continueOnOptionalFailure: plan.continueOnOptionalFailure,
    maxConcurrency: 1000,
    steps: plan.steps.map(toStep),
    ...more,
  };
}

function toStep({ id, skipped, optional, rollback, dependsOn, work }: PlannedStep): Step {
  const base = {
    id,
    ...(skipped ? { when: false } : {}),
    ...(optional ? { optional } : {}),
    ...(dependsOn.length === 0 ? {} : { dependsOn }),
    ...(rollback ? { rollback: { target: 'probe', action: 'undo', params: { sleep: 1 } } } : {}),
  };
  if (work.kind !== 'call') {
    const steps = work.steps.map(toStep);
    if (work.kind === 'if') return { ...base, type: 'if', condition: true, then: steps };
    return { ...base, type: 'switch', cases: [{ when: false, steps: [] }], default: steps };
  }
  const { ms, failures, attempts, delay } = work;
  const fail = failures === 0 ? {} : { fail: { times: failures } };
  // A timeout beyond anything that happens here.
  const retry = { maxAttempts: attempts, strategy: 'fixed', baseDelay: delay } as const;
  return { ...base, target: 'probe', action: 'call', params: { sleep: ms, ...fail }, retry, timeout: '30d' };
}

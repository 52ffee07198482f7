import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { plans, toDefinition, type Plan, type PlannedStep } from './definitions.ts';
import { observe, type Observed } from './run-plan.ts';

const AT_THE_END: PlannedStep = {
  id: 'bad',
  skipped: false,
  optional: false,
  rollback: true,
  dependsOn: [],
  work: { kind: 'call', ms: 99_999_999, failures: 9, attempts: 1, delay: 1 },
};

/** The plan with a step at its end that fails, so that there is something to roll back. */
function failing(plan: Plan): Plan {
  const ends = plan.steps.map(({ id }) => id);
  return { ...plan, strategy: 'fail-fast', steps: [...plan.steps, { ...AT_THE_END, dependsOn: plan.mode === 'graph' ? ends : [] }] };
}

/** Paths of the completed steps in order of completion. */
function completions({ trail }: Observed): readonly string[] {
  return trail.flatMap(({ type, path }) => (type === 'step:completed' && path !== undefined ? [path] : []));
}

function undone({ probe }: Observed): readonly string[] {
  return probe.started.filter((path) => path.endsWith('~rollback')).map((path) => path.slice(0, -'~rollback'.length));
}

/** Steps with a rollback by path. */
function withRollback(steps: readonly PlannedStep[], prefix = ''): ReadonlySet<string> {
  return new Set(
    steps.flatMap((step) => {
      const path = `${prefix}${step.id}`;
      const inside = step.work.kind === 'call' ? [] : [...withRollback(step.work.steps, `${path}.`)];
      return step.rollback ? [path, ...inside] : inside;
    }),
  );
}

/** Completed steps with a rollback, but not what lies in a completed block with its own. */
function due(plan: Plan, observed: Observed): readonly string[] {
  const rollbacks = withRollback(plan.steps);
  const done = completions(observed).filter((path) => rollbacks.has(path));
  return done.filter((path) => !done.some((block) => path.startsWith(`${block}.`)));
}

describe('rollback', () => {
  test('a sequence undoes exactly the completed steps with a rollback, each once, in reverse order of completion', async () => {
    await fc.assert(
      fc.asyncProperty(plans({ mode: 'sequence' }), async (random) => {
        const plan = failing(random);
        const observed = await observe(toDefinition(plan, { rollbackOnFailure: true }));
        expect(undone(observed)).toEqual(due(plan, observed).toReversed());
        expect(observed.result.status).toBe(due(plan, observed).length > 0 ? 'ROLLED_BACK' : 'FAILED');
      }),
      { numRuns: 400 },
    );
  });

  test('a graph undoes the same, each after all that depended on it', async () => {
    await fc.assert(
      fc.asyncProperty(plans({ mode: 'graph' }), fc.nat(), async (random, seed) => {
        const plan = failing(random);
        const observed = await observe(toDefinition(plan, { rollbackOnFailure: true }), seed);
        expect(undone(observed).toSorted()).toEqual(due(plan, observed).toSorted());
        expectDependentsFirst(plan, observed);
        expectReversedInside(plan, observed);
      }),
      { numRuns: 400 },
    );
  });

  test('a cancelled run undoes exactly what was completed', async () => {
    await fc.assert(
      fc.asyncProperty(plans(), fc.nat(), fc.integer({ min: 1, max: 60_000_000 }), async (random, seed, cancelAt) => {
        const plan = failing(random);
        const observed = await observe(toDefinition(plan, { rollbackOnFailure: true }), seed, { cancelAt });
        expect(undone(observed).toSorted()).toEqual(due(plan, observed).toSorted());
      }),
      { numRuns: 400 },
    );
  });
});

function topOf(path: string): string {
  return path.split('.')[0] ?? path;
}

function expectDependentsFirst(plan: Plan, { probe }: Observed): void {
  const needs = new Map(plan.steps.map((step) => [step.id, step.dependsOn]));
  const calls = probe.calls.filter(({ path }) => path.endsWith('~rollback'));
  for (const dependent of calls) {
    for (const need of calls) {
      if (!reaches(needs, topOf(dependent.path.replace('~rollback', '')), topOf(need.path.replace('~rollback', '')))) continue;
      expect(need.began, `${need.path} after ${dependent.path}`).toBeGreaterThan(dependent.ended ?? Infinity);
    }
  }
}

/** Whether one step depends on another, over others too. */
function reaches(needs: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  return (needs.get(from) ?? []).some((need) => need === to || reaches(needs, need, to));
}

function expectReversedInside(plan: Plan, observed: Observed): void {
  for (const { id } of plan.steps) {
    const inside = (path: string) => topOf(path) === id;
    expect(undone(observed).filter(inside)).toEqual(due(plan, observed).filter(inside).toReversed());
  }
}

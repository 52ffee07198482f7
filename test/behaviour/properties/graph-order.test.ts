import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { plans, toDefinition, type Plan } from './definitions.ts';
import { observe, type Observed } from './run-plan.ts';

/** The delivery after which each step of the top list began and was settled. */
function moments({ trail, deliveries }: Observed): { readonly began: Map<string, number>; readonly settled: Map<string, number> } {
  const began = new Map<string, number>();
  const settled = new Map<string, number>();
  trail.forEach(({ type, path }, i) => {
    const delivery = deliveries[i];
    if (path === undefined || delivery === undefined) return;
    if (type === 'step:started' || type === 'step:skipped') began.set(path, delivery);
    if (type === 'step:completed' || type === 'step:failed' || type === 'step:skipped') settled.set(path, delivery);
  });
  return { began, settled };
}

function lastNeed(plan: Plan, id: string, settled: ReadonlyMap<string, number>): number {
  const needs = plan.steps.find((step) => step.id === id)?.dependsOn ?? [];
  return Math.max(0, ...needs.map((need) => settled.get(need) ?? Infinity));
}

describe('graph order', () => {
  test('no step starts before its dependencies have settled, none waits longer than it must', async () => {
    await fc.assert(
      fc.asyncProperty(plans({ mode: 'graph' }), fc.integer({ min: 0, max: 1_000_000 }), async (plan, seed) => {
        const { began, settled } = moments(await observe(toDefinition(plan), seed));
        for (const { id } of plan.steps) {
          // Fail-fast may have ended the run before its turn; what did begin began at the right moment.
          if (began.has(id) || plan.strategy !== 'fail-fast') expect([id, began.get(id)]).toEqual([id, lastNeed(plan, id, settled)]);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('another order of deliveries changes no status, unless the first failure stops the rest', async () => {
    const strategy = fc.constantFrom('continue-on-error' as const, 'partial-failure' as const);
    await fc.assert(
      fc.asyncProperty(
        strategy.chain((each) => plans({ mode: 'graph', strategy: each })),
        fc.tuple(fc.nat(), fc.nat()),
        async (plan, [one, two]) => {
          const at = async (seed: number) =>
            (await observe(toDefinition(plan), seed)).result.steps.map(({ path, status }) => [path, status]);
          expect(await at(one)).toEqual(await at(two));
        },
      ),
      { numRuns: 200 },
    );
  });

  test('maxConcurrency is never passed and always used', async () => {
    await fc.assert(
      fc.asyncProperty(
        plans({ mode: 'graph', strategy: 'continue-on-error' }),
        fc.integer({ min: 1, max: 4 }),
        async (plan, maxConcurrency) => {
          const { probe } = await observe(toDefinition(plan, { maxConcurrency }));
          const most = Math.max(
            0,
            ...probe.calls.map(
              ({ began }) => probe.calls.filter((other) => other.began <= began && (other.ended ?? Infinity) > began).length,
            ),
          );
          expect(most).toBeLessThanOrEqual(maxConcurrency);
        },
      ),
      { numRuns: 200 },
    );
  });
});

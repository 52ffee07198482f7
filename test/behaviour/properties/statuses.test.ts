import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { statuses } from '../driver.ts';
import { plans, toDefinition } from './definitions.ts';
import { predict } from './model.ts';
import { observe } from './run-plan.ts';

const seeds = fc.integer({ min: 0, max: 1_000_000 });
const moment = fc.integer({ min: 1, max: 60_000_000 });

describe('random definitions end as a simple model of the rules says', () => {
  test('left alone, whatever the order of deliveries', async () => {
    await fc.assert(
      fc.asyncProperty(plans(), seeds, async (plan, seed) => {
        const { result } = await observe(toDefinition(plan), seed);
        expect({ run: result.status, steps: statuses(result) }).toEqual(predict(plan));
      }),
      { numRuns: 500 },
    );
  });

  test('cancelled at any moment', async () => {
    await fc.assert(
      fc.asyncProperty(plans(), seeds, moment, async (plan, seed, cancelAt) => {
        const { result } = await observe(toDefinition(plan), seed, { cancelAt });
        expect({ run: result.status, steps: statuses(result) }).toEqual(predict(plan, { cancelAt }));
      }),
      { numRuns: 500 },
    );
  });

  test('paused and resumed at any moment, and perhaps cancelled', async () => {
    await fc.assert(
      fc.asyncProperty(
        plans(),
        seeds,
        fc.tuple(moment, moment, fc.option(moment, { nil: undefined })),
        async (plan, seed, [from, length, cancelAt]) => {
          const interference = { pause: { from, to: from + length }, ...(cancelAt === undefined ? {} : { cancelAt }) };
          const { result } = await observe(toDefinition(plan), seed, interference);
          expect({ run: result.status, steps: statuses(result) }).toEqual(predict(plan, interference));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('determinism', () => {
  test('the same definition, deliveries and interference give the same trail to the letter', async () => {
    await fc.assert(
      fc.asyncProperty(plans(), seeds, moment, async (plan, seed, cancelAt) => {
        const once = async () => JSON.stringify((await observe(toDefinition(plan, { rollbackOnFailure: true }), seed, { cancelAt })).trail);
        expect(await once()).toBe(await once());
      }),
      { numRuns: 200 },
    );
  });
});

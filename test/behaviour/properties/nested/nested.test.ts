import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { WorkflowDefinition } from '../../../../src/core/definition/workflow-definition.ts';
import { seededPick } from '../../seeded-pick.ts';
import { definitions } from './definitions.ts';
import { predict, type Interference } from './model/predict.ts';
import { comparable, observe, type Way } from './observe.ts';

const seeds = fc.nat({ max: 1_000_000 });
/** A part of a run's length. */
const part = fc.integer({ min: 1, max: 999 });

/** A moment of a run as long as it would last if left alone. */
function moment(definition: WorkflowDefinition, thousandths: number): number {
  return Math.ceil((predict(definition).endedAt * thousandths) / 1000) + 1;
}

interface Moments {
  readonly cancel?: number;
  readonly from?: number;
  readonly length?: number;
}

function interferenceOf(definition: WorkflowDefinition, { cancel, from, length = 1 }: Moments): Interference {
  const start = from === undefined ? undefined : moment(definition, from);
  return {
    ...(cancel === undefined ? {} : { cancelAt: moment(definition, cancel) }),
    ...(start === undefined ? {} : { pause: { from: start, to: start + moment(definition, length) } }),
  };
}

async function check(definition: WorkflowDefinition, interference: Interference, way: Way = {}): Promise<void> {
  const { open, ...predicted } = predict(definition, interference);
  fc.pre(open.length === 0);
  const seen = await observe(definition, { ...interference, ...way });
  expect(comparable(seen, { ...predicted, open })).toEqual(comparable(predicted, { ...predicted, open }));
}

/** Others in every run: a failure names the seed, and the path to the smallest counterexample, to be given here. */
const RUNS = { numRuns: 200 };
/** Of each mode. */
const MODE_RUNS = { numRuns: 100 };

describe('random nested definitions end as a simple model of the rules says', { timeout: 120_000 }, () => {
  test('left alone, whatever the order of deliveries', async () => {
    await fc.assert(
      fc.asyncProperty(definitions, seeds, (definition, seed) => check(definition, {}, { seed })),
      RUNS,
    );
  });

  test('cancelled at any moment', async () => {
    await fc.assert(
      fc.asyncProperty(definitions, seeds, part, (definition, seed, at) =>
        check(definition, { cancelAt: moment(definition, at) }, { seed }),
      ),
      RUNS,
    );
  });

  test('paused and resumed at any moment, and perhaps cancelled', async () => {
    await fc.assert(
      fc.asyncProperty(
        definitions,
        seeds,
        fc.tuple(part, part, fc.option(part, { nil: undefined })),
        (definition, seed, [from, length, cancel]) => {
          const start = moment(definition, from);
          const pause = { from: start, to: start + moment(definition, length) };
          return check(definition, { pause, ...(cancel === undefined ? {} : { cancelAt: moment(definition, cancel) }) }, { seed });
        },
      ),
      RUNS,
    );
  });
});

describe.each(['local', 'express', 'mixed'] as const)('the same with the steps executed %s', { timeout: 120_000 }, (execution) => {
  test('left alone', async () => {
    await fc.assert(
      fc.asyncProperty(definitions, seeds, (definition, seed) => check(definition, {}, { seed, execution })),
      MODE_RUNS,
    );
  });

  test('cancelled, or paused and resumed, at any moment', async () => {
    await fc.assert(
      fc.asyncProperty(
        definitions,
        seeds,
        fc.record({ cancel: part, from: part, length: part }, { requiredKeys: [] }),
        (definition, seed, at) => check(definition, interferenceOf(definition, at), { seed, execution }),
      ),
      MODE_RUNS,
    );
  });
});

describe('the same with express calls that end at one moment given their ends in one go', { timeout: 120_000 }, () => {
  test('left alone, and cancelled, and paused', async () => {
    await fc.assert(
      fc.asyncProperty(
        definitions,
        seeds,
        fc.record({ cancel: part, from: part, length: part }, { requiredKeys: [] }),
        (definition, seed, at) => check(definition, interferenceOf(definition, at), { seed, execution: 'express', together: true }),
      ),
      MODE_RUNS,
    );
  });
});

describe('the same with express sections stopped at random moments', { timeout: 120_000 }, () => {
  const oneIn = (parts: number, seed: number) => {
    const pick = seededPick(seed);
    return () => pick(parts) === 0;
  };

  test('after some ends of calls, left alone, and cancelled, and paused: no call is made twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        definitions,
        fc.tuple(seeds, seeds),
        fc.record({ cancel: part, from: part, length: part }, { requiredKeys: [] }),
        (definition, [seed, stopped], at) =>
          check(definition, interferenceOf(definition, at), { seed, execution: 'express', stopWhen: oneIn(3, stopped) }),
      ),
      MODE_RUNS,
    );
  });

  test('after each end of a call', async () => {
    await fc.assert(
      fc.asyncProperty(definitions, seeds, (definition, seed) =>
        check(definition, {}, { seed, execution: 'express', stopWhen: () => true }),
      ),
      MODE_RUNS,
    );
  });
});

describe('the same with the run handed over to a fresh history at random moments', { timeout: 120_000 }, () => {
  const handOverWhen = (seed: number) => {
    const pick = seededPick(seed);
    return () => pick(3) === 0;
  };

  test('left alone, and cancelled, and paused', async () => {
    await fc.assert(
      fc.asyncProperty(
        definitions,
        fc.tuple(seeds, seeds),
        fc.record({ cancel: part, from: part, length: part }, { requiredKeys: [] }),
        (definition, [seed, handed], at) => check(definition, interferenceOf(definition, at), { seed, handOverWhen: handOverWhen(handed) }),
      ),
      MODE_RUNS,
    );
  });

  test('at every question', async () => {
    await fc.assert(
      fc.asyncProperty(definitions, seeds, (definition, seed) => check(definition, {}, { seed, handOverWhen: () => true })),
      MODE_RUNS,
    );
  });
});

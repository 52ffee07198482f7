import fc from 'fast-check';

const LEAVES = ['action', 'set', 'wait', 'event', 'fail', 'return'] as const;
const BLOCKS = ['if', 'switch', 'parallel', 'forEach', 'while', 'until', 'try'] as const;

/** A step before it has names: its kind, numbers that everything else about it is drawn from, and its lists. */
export interface Shape {
  readonly kind: (typeof LEAVES)[number] | (typeof BLOCKS)[number];
  readonly draws: readonly number[];
  readonly lists: readonly (readonly Shape[])[];
}

/** A definition before it has names. */
export interface RunShape {
  readonly draws: readonly number[];
  readonly steps: readonly Shape[];
  readonly last: readonly Shape[];
}

const draws = fc.array(fc.nat({ max: 1_000_000 }), { minLength: 24, maxLength: 24 });

const kinds = (weights: Readonly<Partial<Record<Shape['kind'], number>>>) =>
  fc.oneof(...Object.entries(weights).map(([kind, weight]) => ({ weight, arbitrary: fc.constant(kind as Shape['kind']) })));

const { shape } = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    {
      weight: 3,
      arbitrary: fc.record({ kind: kinds({ action: 12, set: 4, wait: 2, event: 2, fail: 1, return: 1 }), draws, lists: fc.constant([]) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: kinds({ if: 2, switch: 1, parallel: 4, forEach: 4, while: 2, until: 1, try: 5 }),
        draws,
        lists: fc.array(fc.array(tie('shape'), { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 3 }),
      }),
    },
  ),
}));

export const runShapes: fc.Arbitrary<RunShape> = fc.record({
  draws,
  steps: fc.array(shape, { minLength: 1, maxLength: 5 }),
  last: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(shape, { minLength: 1, maxLength: 2 }) }),
});

/** Decides one thing after the other by numbers drawn before; small numbers decide for the plain case. */
export class Dice {
  readonly #draws: readonly number[];
  #next = 0;

  constructor(draws: readonly number[]) {
    this.#draws = draws;
  }

  /** A whole number below. */
  below(limit: number): number {
    const drawn = this.#draws[this.#next % this.#draws.length] ?? 0;
    this.#next += 1;
    return drawn % limit;
  }

  oneIn(times: number): boolean {
    return this.below(times) === times - 1;
  }

  /** The first is the plain case. */
  pick<const C extends readonly [unknown, ...unknown[]]>(choices: C): C[number] {
    return choices[this.below(choices.length)];
  }
}

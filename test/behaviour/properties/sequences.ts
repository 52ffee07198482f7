import fc from 'fast-check';

import type { Step } from '../../../src/core/definition/step.ts';
import type { FailureStrategy, WorkflowDefinition } from '../../../src/core/definition/workflow-definition.ts';

/** What a random step is made from: numbers that are read modulo whatever there is to choose from. */
interface Shape {
  readonly kind: 'call' | 'set' | 'if' | 'switch' | 'wait' | 'validate' | 'return' | 'fail';
  readonly reads: readonly number[];
  readonly sets: readonly number[];
  readonly threshold: number;
  readonly sleep: number;
  readonly conditional: boolean;
  readonly onSkip: boolean;
  readonly optional: boolean;
  readonly rollback: boolean;
  readonly output: boolean;
  readonly needs: readonly number[];
  readonly inside: readonly Shape[];
  readonly otherwise: readonly Shape[];
}

/** Each is an input as well, until a step sets it: so whether one does makes no reference invalid. */
const VARIABLES = ['total', 'region', 'apples', 'pears', 'plums', 'figs'];

const rarely = (oneIn: number) => fc.nat({ max: oneIn - 1 }).map((n) => n === oneIn - 1);
const few = (most: number) => fc.array(fc.nat({ max: 1000 }), { maxLength: most });

const shape = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.record({
    kind: fc.oneof(
      { weight: 12, arbitrary: fc.constant('call' as const) },
      { weight: 3, arbitrary: fc.constant('set' as const) },
      { weight: 4, arbitrary: fc.constantFrom('if' as const, 'switch' as const) },
      { weight: 2, arbitrary: fc.constantFrom('wait' as const, 'validate' as const, 'return' as const, 'fail' as const) },
    ),
    reads: few(2),
    sets: fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 2 }),
    threshold: fc.integer({ min: 5, max: 95 }),
    sleep: fc.integer({ min: 1, max: 5000 }),
    conditional: rarely(4),
    onSkip: rarely(3),
    optional: rarely(4),
    rollback: rarely(3),
    output: rarely(5),
    needs: few(1),
    inside: fc.oneof({ depthSize: 'small', maxDepth: 2 }, fc.constant([]), fc.array(tie('shape'), { maxLength: 3 })),
    otherwise: fc.oneof({ depthSize: 'small', maxDepth: 2 }, fc.constant([]), fc.array(tie('shape'), { maxLength: 2 })),
  }),
})).shape;

/** Random valid definitions in sequence mode, in which actions never fail but steps of other kinds may. */
export const sequences: fc.Arbitrary<WorkflowDefinition> = fc
  .record({
    shapes: fc.array(shape, { minLength: 2, maxLength: 9 }),
    failureStrategy: fc.constantFrom<FailureStrategy>('fail-fast', 'fail-fast', 'continue-on-error', 'partial-failure'),
    rollbackOnFailure: fc.boolean(),
    output: fc.option(few(3), { nil: undefined }),
  })
  .map(({ shapes, failureStrategy, rollbackOnFailure, output }) => {
    const author = new Author();
    const steps = author.list(shapes, 's');
    return {
      id: 'random',
      name: 'Random',
      input: { type: 'object', properties: Object.fromEntries(VARIABLES.map((name) => [name, { type: 'number' }])) },
      failureStrategy,
      rollbackOnFailure,
      ...(output === undefined ? {} : { output: author.mapping(output) }),
      steps,
    };
  });

/** Writes steps that refer to what they can see. */
class Author {
  /** References that hold a number or null. */
  #visible: readonly string[] = [...VARIABLES.map((name) => `$${name}`), '$input.region'];

  list(shapes: readonly Shape[], prefix: string): readonly Step[] {
    const ids: string[] = [];
    return shapes.map((each, i) => {
      const id = `${prefix}${i}`;
      const step = this.#step(each, id, ids);
      ids.push(id);
      return step;
    });
  }

  mapping(reads: readonly number[]): Readonly<Record<string, string>> {
    return Object.fromEntries(reads.map((read, i) => [`p${i}`, this.#reference(read)]));
  }

  #step(shape: Shape, id: string, before: readonly string[]): Step {
    const condition = this.#condition(shape);
    const dependsOn = before.length === 0 ? [] : [...new Set(shape.needs.map((need) => before[need % before.length] ?? ''))];
    const base = {
      id,
      ...(dependsOn.length === 0 ? {} : { dependsOn }),
      ...(shape.conditional ? { when: condition } : {}),
      ...(shape.conditional && shape.onSkip ? { onSkip: { set: this.#assignments(shape) } } : {}),
      ...(shape.optional ? { optional: true } : {}),
    };
    const work = this.#work(shape, id, condition);
    // Its value can be referred to from here on.
    this.#visible = [...this.#visible, `$${id}.n`];
    return { ...base, ...work } as unknown as Step;
  }

  #work(shape: Shape, id: string, condition: string): object {
    const { kind, reads, threshold, sleep } = shape;
    switch (kind) {
      case 'call':
        return {
          target: 'probe',
          action: 'call',
          params: { sleep, ...this.mapping(reads) },
          ...(shape.output ? { output: { n: '${ default($result.n, 0) + 1 }' } } : {}),
          ...(shape.rollback ? { rollback: { target: 'probe', action: 'undo', params: { of: `$${id}.n`, ...this.mapping(reads) } } } : {}),
        };
      case 'set':
        return { type: 'set', values: this.#assignments(shape), output: { n: threshold } };
      case 'if': {
        const [inside = [], otherwise = []] = this.#branches([shape.inside, shape.otherwise], id);
        return { type: 'if', condition, then: inside, else: otherwise, output: { n: threshold } };
      }
      case 'switch': {
        const [inside = [], otherwise = []] = this.#branches([shape.inside, shape.otherwise], id);
        return { type: 'switch', cases: [{ when: condition, steps: inside }], default: otherwise, output: { n: threshold } };
      }
      case 'wait':
        return { type: 'wait', for: sleep, output: { n: threshold } };
      case 'validate':
        return { type: 'validate', data: { n: this.#reference(reads[0] ?? 0) }, schema: { properties: { n: { maximum: threshold } } } };
      case 'return':
        return { type: 'return', value: this.mapping(reads), when: condition };
      case 'fail':
        return { type: 'fail', error: `gave up at ${this.#reference(reads[0] ?? 0)}`, when: condition };
    }
  }

  /** Lists that do not see each other, and are seen by what follows. */
  #branches(lists: readonly (readonly Shape[])[], id: string): readonly (readonly Step[])[] {
    const before = this.#visible;
    const seen: string[] = [];
    const branches = lists.map((shapes, i) => {
      this.#visible = before;
      const steps = this.list(shapes, `${id}_${'ab'.charAt(i)}`);
      seen.push(...this.#visible.slice(before.length));
      return steps;
    });
    this.#visible = [...before, ...seen];
    return branches;
  }

  #condition({ reads, threshold }: Shape): string {
    return `default(${this.#reference(reads[0] ?? threshold)}, 0) > ${threshold}`;
  }

  #assignments({ sets, reads }: Shape): Readonly<Record<string, string>> {
    const value = `\${ default(${this.#reference(reads[0] ?? 0)}, 0) + ${sets.length} }`;
    return Object.fromEntries(sets.map((set) => [VARIABLES[set % VARIABLES.length] ?? 'total', value]));
  }

  /** Steps are read more often than variables and the input. */
  #reference(read: number): string {
    const steps = this.#visible.slice(VARIABLES.length + 1);
    const from = steps.length > 0 && read % 4 > 0 ? steps : this.#visible;
    return from[read % from.length] ?? '$input.region';
  }
}

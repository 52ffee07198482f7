import { describe, expect, test } from 'vitest';
import { found, problemsOf, withSteps } from '../../../test/helpers/found-problems.ts';

const schema =
  '{ type: object, required: [n, unit], additionalProperties: false, properties: { n: { type: number, minimum: 1 }, unit: { type: string, default: kg }, tags: { $ref: "#/$defs/tags" } }, $defs: { tags: { type: array, items: { type: string } } } }';
const withInput = (more: string) =>
  withSteps(
    `  - { id: k, type: workflow, workflow: { id: c, name: C, input: ${schema}, steps: [{ id: r, type: return, value: $n }] }${more} }`,
  );

describe('children see only `input`, which fits a definition that stands in the step', () => {
  test.each<[string, string, string[]]>([
    ['plain data that fits', ', input: { n: 1, tags: [a] }', []],
    ['what is missing', ', input: {}', ['InvalidInput /steps/0/input']],
    ['no input at all', '', ['InvalidInput /steps/0']],
    ['of another type', ', input: { n: one }', ['InvalidInput /steps/0/input/n']],
    ['out of range', ', input: { n: 0 }', ['InvalidInput /steps/0/input/n']],
    ['a definition of its schema', ', input: { n: 1, tags: [a, 2] }', ['InvalidInput /steps/0/input/tags']],
    ['what it does not know', ', input: { n: 1, note: x }', ['InvalidInput /steps/0/input/note']],
    ['a reference may turn out to be anything', ', input: { n: $input.n, tags: [a, $input.t] }', []],
  ])('%s', (_name, more, expected) => {
    expect(found(withInput(more))).toEqual(expected);
  });

  test('an inline definition is a namespace of its own', () => {
    const steps =
      '  - { id: a, target: shop, action: anything }\n  - { id: k, type: workflow, workflow: { id: c, name: C, steps: [{ id: a, type: set, values: { x: $k } }] } }\n  - { id: z, type: set, values: { y: $x } }';
    expect(found(withSteps(steps, 'input: { properties: { q: {} } }'))).toEqual([
      'UnknownReference? /steps/1/workflow/steps/0/values/x',
      'UnknownReference /steps/2/values/y',
    ]);
  });

  test('the messages', () => {
    expect(problemsOf(withInput(', input: { n: 0, taggs: [] }')).map(({ message, hint }) => [message, hint])).toEqual([
      ['"n" 0 is less than 1', undefined],
      ['the input of the child has no "taggs"', 'did you mean tags ?'],
    ]);
  });
});

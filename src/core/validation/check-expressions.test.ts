import { describe, expect, test } from 'vitest';
import { found, problemsOf, withSteps } from '../../../test/helpers/found-problems.ts';

const charge = '  - { id: paid, target: shop, action: charge, params: { amount: 1 } }\n';
const when = (expression: string) => withSteps(`${charge}  - { id: tell, target: shop, action: anything, when: '${expression}' }`);

describe('expressions', () => {
  test.each<[string, string[]]>([
    ['$paid.amount > 3', []],
    ['${ $paid.amount > 3 }', []],
    ['$paid.amount >', ['ExpressionSyntax /steps/1/when']],
    ['$paid.amount > "3"', ['ExpressionType /steps/1/when']],
    ['$paid.amount + 1', ['ExpressionType /steps/1/when']],
    ['nofunction($paid)', ['ExpressionSyntax /steps/1/when']],
    [`${'('.repeat(5000)}1`, ['ExpressionLimit /steps/1/when']],
  ])('%s', (expression, expected) => {
    expect(found(when(expression))).toEqual(expected);
  });

  test('in text too, with the place of the fault', () => {
    const yaml = withSteps(`${charge}  - { id: tell, target: shop, action: anything, params: { text: "is \${ $paid.id > 2 } so" } }`);
    const [first] = problemsOf(yaml);
    expect(first).toMatchObject({ code: 'ExpressionType', pointer: '/steps/1/params/text', line: 6 });
    const line = yaml.split('\n')[5] ?? '';
    expect(line.slice((first?.column ?? 0) - 1)).toMatch(/^(?:\$paid\.id )?>? ?\$?\w/);
    expect(found(withSteps(`${charge}  - { id: tell, target: shop, action: anything, params: { text: "\${ $paid.id" } }`))).toEqual([
      'ExpressionSyntax /steps/1/params/text',
    ]);
  });

  test('types come from the schema of the input as well', () => {
    const input = 'input: { type: object, properties: { age: { type: number }, name: { type: string } } }';
    const step = (expression: string) => withSteps(`  - { id: a, type: if, condition: '${expression}', then: [] }`, input);
    expect(found(step('$age > 3 && $input.age < 5'))).toEqual([]);
    expect(found(step('$name > 3'))).toEqual(['ExpressionType /steps/0/condition']);
    expect(found(step('$input.name > 3'))).toEqual(['ExpressionType /steps/0/condition']);
  });

  test('a hyphen with two readings is a warning', () => {
    const steps = '  - { id: order, type: set, values: { x: 1 } }\n  - { id: order-id, type: set, values: { y: 1 } }\n';
    expect(found(withSteps(`${steps}  - { id: z, type: set, values: { w: "\${ $order-id }" } }`))).toEqual([
      'InvalidValue? /steps/2/values/w',
    ]);
    expect(found(withSteps(`${steps}  - { id: z, type: set, values: { w: "\${ $order.x - 1 }" } }`))).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { validateWorkflow } from './validate-workflow.ts';
import { found, problemsOf, withSteps } from '../../../test/helpers/found-problems.ts';

const first = (yaml: string) => problemsOf(yaml)[0];

describe('targets and params', () => {
  test.each<[string, string[]]>([
    ['target: shap, action: charge', ['UnknownTarget /steps/0/target']],
    ['target: shop, action: chrge', ['UnknownAction /steps/0/action']],
    ['target: shop, action: toString', ['UnknownAction /steps/0/action']],
    ['target: later, action: mine', ['UnknownAction? /steps/0/action']],
    ['target: shop, action: charge', ['InvalidParams /steps/0/params']],
    ['target: shop, action: charge, params: { note: a }', ['InvalidParams /steps/0/params/amount']],
    [
      'target: shop, action: charge, params: { amount: "7", nota: a }',
      ['InvalidParams /steps/0/params/amount', 'InvalidParams /steps/0/params/nota'],
    ],
    ['target: shop, action: charge, params: { amount: 7, lines: [{ sku: a }, {}] }', ['InvalidParams /steps/0/params/lines/1/sku']],
    ['target: shop, action: charge, params: { amount: $input.x, lines: $input.l, note: "n $input.n" }', []],
    ['target: shop, action: charge, params: { amount: 7, lines: [{ sku: $input.s }, $input.l] }', []],
    ['target: shop, action: charge, params: { amount: $input.a, nota: $input.n }', ['InvalidParams /steps/0/params/nota']],
    ['target: shop, action: anything, rollback: { target: shop, action: charg }', ['UnknownAction /steps/0/rollback/action']],
    [
      'target: shop, action: anything, rollback: { target: shop, action: charge, params: { amount: no } }',
      ['InvalidParams /steps/0/rollback/params/amount'],
    ],
  ])('%s', (fields, expected) => {
    expect(found(withSteps(`  - { id: a, ${fields} }`))).toEqual(expected);
  });

  test('near misses name the actions there are', () => {
    expect(first(withSteps('  - { id: a, target: shop, action: chrge }'))?.hint).toBe('did you mean charge ? shop has: charge, anything');
  });

  test('step functions registered one by one are one target', () => {
    const params = z.object({});
    const targets = ['one', 'two'].map((name) => ({ name: 'step', actions: { [name]: { params } } }));
    const steps = ['one', 'two'].map((action) => ({ id: action, target: 'step', action }));
    expect(validateWorkflow({ id: 'w', name: 'W', steps }, { targets }).problems).toEqual([]);
  });

  test('a target given replaces the built-in one of its name', () => {
    const definition = { id: 'w', name: 'W', steps: [{ id: 'a', target: 'slack', action: 'mine' }] };
    expect(validateWorkflow(definition).valid).toBe(false);
    expect(validateWorkflow(definition, { targets: [{ name: 'slack', actions: { mine: { params: z.object({}) } } }] }).valid).toBe(true);
  });
});

import { describe, expect, test } from 'vitest';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { validateWorkflow } from '../validation/validate-workflow.ts';
import { compose } from './compose.ts';

const child = (id: string, more: Partial<WorkflowDefinition> = {}): WorkflowDefinition => ({
  id,
  name: id.toUpperCase(),
  steps: [{ id: 'echo', target: 'util', action: 'echo', params: { x: '$input.x' } }],
  ...more,
});

/** The version that runs children and branches is not there yet: nothing else may be wrong. */
const otherErrors = (definition: WorkflowDefinition) =>
  validateWorkflow(definition).errors.filter((error) => !error.includes('NotSupportedYet'));

describe('compose', () => {
  test('SEQUENTIAL: one after the other, each with the whole input', () => {
    const [a, b] = [child('a'), child('b')];
    const composed = compose('SEQUENTIAL', [a, b]);
    expect(composed).toEqual({
      id: 'a-b',
      name: 'A, B',
      steps: [
        { id: 'a', name: 'A', type: 'workflow', workflow: a, input: '$input' },
        { id: 'b', name: 'B', type: 'workflow', workflow: b, input: '$input' },
      ],
    });
    expect(otherErrors(composed)).toEqual([]);
  });

  test('SEQUENTIAL: an input of its own may use what came before', () => {
    const composed = compose('SEQUENTIAL', [child('a'), child('b')], {
      id: 'both',
      name: 'Both',
      input: { b: { x: '$a.echo.x', y: '$input.y' } },
    });
    expect(composed).toMatchObject({
      id: 'both',
      name: 'Both',
      steps: [{ input: '$input' }, { input: { x: '$a.echo.x', y: '$input.y' } }],
    });
    expect(otherErrors(composed)).toEqual([]);
    expect(() => compose('SEQUENTIAL', [child('a'), child('b')], { input: { a: { x: '$b.x' } } })).toThrow(
      expect.objectContaining({ code: 'ForwardReference', message: expect.stringContaining('/steps/0/input/x') as unknown }) as Error,
    );
  });

  test('PARALLEL: a branch for each, and the outputs by their ids', () => {
    const [a, all] = [child('a'), child('all')];
    const composed = compose('PARALLEL', [a, all]);
    expect(composed).toMatchObject({
      output: '$all-2',
      steps: [
        {
          id: 'all-2',
          type: 'parallel',
          branches: {
            a: [{ id: 'a', type: 'workflow', workflow: a, input: '$input' }],
            all: [{ id: 'all', type: 'workflow', workflow: all }],
          },
        },
      ],
    });
    expect(otherErrors(composed)).toEqual([]);
  });

  test('CONDITIONAL: the first whose condition holds, else the one without', () => {
    const composed = compose('CONDITIONAL', [child('other'), child('eu'), child('us')], {
      when: { eu: '$input.region == "eu"', us: '$input.region == "us"' },
    });
    expect(composed).toMatchObject({
      output: '$choose',
      steps: [
        {
          id: 'choose',
          type: 'switch',
          cases: [
            { when: '$input.region == "eu"', steps: [{ id: 'eu', type: 'workflow' }] },
            { when: '$input.region == "us"', steps: [{ id: 'us', type: 'workflow' }] },
          ],
          default: [{ id: 'other', type: 'workflow' }],
        },
      ],
    });
    expect(otherErrors(composed)).toEqual([]);
    expect(compose('CONDITIONAL', [child('a')], { when: { a: '$input.x' } }).steps?.[0]).not.toHaveProperty('default');
  });

  test('ids: the same definition twice, and ids that no step may have', () => {
    const composed = compose('SEQUENTIAL', [child('a'), child('a'), child('2024.report')]);
    expect(composed.id).toBe('a-a-2024.report');
    expect(composed.steps?.map(({ id }) => id)).toEqual(['a', 'a-2', 'step-2024-report']);
    expect(otherErrors(composed)).toEqual([]);
    expect(
      compose(
        'SEQUENTIAL',
        Array.from({ length: 100 }, () => child('abcd')),
      ).id,
    ).toHaveLength(255);
  });

  test.each([
    ['nothing', () => compose('PARALLEL', []), 'MissingField', 'there is nothing to compose', 'give at least one definition'],
    [
      'an unknown child',
      () => compose('PARALLEL', [child('order')], { input: { ordr: {} } }),
      'UnknownField',
      'options.input: there is no child "ordr"',
      'did you mean order ?',
    ],
    [
      'a condition out of place',
      () => compose('PARALLEL', [child('a')], { when: { a: true } }),
      'InvalidValue',
      '"when" is for CONDITIONAL, not for PARALLEL',
      'remove it',
    ],
    [
      'two without a condition',
      () => compose('CONDITIONAL', [child('a'), child('b')]),
      'MissingField',
      '"a" and "b" have no "when"',
      'only one can be chosen when no other is: give options.when["a"]',
    ],
    [
      'a child that is not valid',
      () => compose('SEQUENTIAL', [child('a', { steps: [] })]),
      'MissingField',
      expect.stringContaining('/steps/0/workflow/steps'),
      'give "steps" at least one step',
    ],
    [
      'an input that is no map',
      () => compose('SEQUENTIAL', [child('a')], { input: { a: 'x' } }),
      'InvalidValue',
      expect.stringContaining('/steps/0/input'),
      expect.stringContaining('give a map, or one reference'),
    ],
  ])('refuses %s', (_, composing, code, message, hint) => {
    expect(composing).toThrow(expect.objectContaining({ code, message, hint }) as Error);
  });

  test('targets that only the worker knows are no reason to refuse', () => {
    const steps = [{ id: 's', target: 'mine', action: 'do' }];
    expect(compose('SEQUENTIAL', [child('a', { steps })]).steps).toHaveLength(1);
  });
});

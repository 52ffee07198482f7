import { describe, expect, test } from 'vitest';
import { importFixture, importProblems, stepFunctions } from '../../../test/helpers/imported.ts';
import { validateWorkflow } from '../validation/validate-workflow.ts';
import { importWorkflow } from './import-workflow.ts';

describe('trailhead', () => {
  test('a workflow with every construct', () => {
    const { dialect, definition, problems, notes } = importFixture('trailhead-order.yaml');
    expect({ dialect, problems }).toEqual({ dialect: 'trailhead', problems: [] });
    expect(definition).toEqual({
      id: 'fulfil-order',
      name: 'Fulfil an order',
      input: { type: 'object', properties: { region: { default: 'eu' }, lines: { default: [] } }, additionalProperties: true },
      failureStrategy: 'fail-fast',
      mode: 'graph',
      steps: [
        {
          id: 'validate',
          name: 'Check the order',
          timeout: 5000,
          target: 'step',
          action: 'validateOrder',
          params: { initialContext: '$input' },
        },
        {
          id: 'reserve',
          name: 'Reserve the stock',
          dependsOn: ['validate'],
          target: 'step',
          action: 'reserveStock',
          params: { initialContext: '$input', stepResults: { validate: '$validate' } },
          retry: {
            maxAttempts: 3,
            strategy: 'exponential',
            baseDelay: 500,
            maxDelay: 10_000,
            jitter: 0.5,
            when: "$error.code != 'OUT_OF_STOCK'",
          },
        },
        {
          id: 'charge',
          name: 'Charge the card',
          dependsOn: ['validate'],
          when: '$validate.total > 0 && $input.region == "eu"',
          onSkip: { set: { charged: false } },
          target: 'step',
          action: 'chargeCard',
          params: { initialContext: '$input', stepResults: { validate: '$validate' } },
          retry: { maxAttempts: 4, strategy: 'linear', baseDelay: 1000, maxDelay: 60_000 },
        },
        {
          id: 'pack',
          name: 'Pack every line',
          dependsOn: ['reserve', 'charge'],
          type: 'forEach',
          items: '$input.lines',
          parallel: true,
          maxConcurrency: 5,
          steps: [
            {
              id: 'pack-a-line',
              name: 'Pack a line',
              target: 'step',
              action: 'packLine',
              params: { item: '$item', index: '$index', initialContext: '$input', stepResults: { reserve: '$reserve', charge: '$charge' } },
              retry: { maxAttempts: 2, strategy: 'custom', delays: [100, 5000] },
            },
          ],
        },
        {
          id: 'notify',
          name: 'Tell the customer',
          dependsOn: ['pack'],
          when: '$charge.amount > 10',
          target: 'step',
          action: 'notifyCustomer',
          params: { amount: '$charge.amount' },
        },
      ],
    });
    expect(notes.map(({ pointer }) => pointer)).toEqual(['/steps/3/batchSize', '/steps']);
    const functions = stepFunctions('validateOrder', 'reserveStock', 'chargeCard', 'packLine', 'notifyCustomer');
    expect(validateWorkflow(definition, { targets: functions }).errors.filter((error) => !error.includes('NotSupportedYet'))).toEqual([]);
  });

  test('a list of steps will do, and what is said of it points into the list', () => {
    const list = [{ id: 'a', name: 'A', dependencies: [], execute: 'run' }];
    const { definition, notes } = importWorkflow(list, { name: 'Nightly build' });
    expect(definition).toMatchObject({ id: 'nightly-build', name: 'Nightly build', failureStrategy: 'continue-on-error', mode: 'graph' });
    expect(notes.map(({ pointer }) => pointer)).toEqual(['', '']);
    expect(importProblems([{ id: 'a', execute: 'run', retry: {} }])).toEqual([
      '/0/retry UnknownField unknown field "retry" in steps[0] (did you mean retries ?)',
    ]);
  });

  test('CUSTOM without delays is the base delay each time, and needs that at least', () => {
    const document = (retries: object) => ({ name: 'x', failureStrategy: 'FAIL_FAST', steps: [{ id: 'a', execute: 'run', retries }] });
    const { definition, notes } = importWorkflow(
      document({ maxAttempts: 2, strategy: 'CUSTOM', baseDelay: 300, maxDelay: 900, jitter: false }),
    );
    expect(definition?.steps?.[0]).toMatchObject({ retry: { maxAttempts: 2, strategy: 'custom', delays: [300] } });
    expect(notes[0]).toMatchObject({ pointer: '/steps/0/retries/strategy' });
    expect(importProblems(document({ maxAttempts: 2, strategy: 'CUSTOM' }))).toEqual([
      '/steps/0/retries MissingField the strategy CUSTOM needs "delays" (such as [1000, 5000, 30000])',
    ]);
    expect(importProblems(document({ maxAttempts: 2, strategy: 'LINEAR', delays: [1] }))).toEqual([
      '/steps/0/retries/delays InvalidValue "delays" belongs to the strategy CUSTOM',
    ]);
    expect(importProblems(document({ maxAttempts: 2, strategy: 'LINEER' }))).toEqual([
      '/steps/0/retries/strategy InvalidValue "strategy" must be one of EXPONENTIAL_BACKOFF, LINEAR, CUSTOM: "LINEER" (did you mean LINEAR ?)',
    ]);
  });

  test('loops: one inside another, and what a loop may not have', () => {
    const loop = {
      id: 'rows',
      items: [[1, 2], [3]],
      batchSize: 2,
      stepTemplate: { id: 'cells', items: '$item', parallelExecution: true, stepTemplate: { execute: 'fill' } },
    };
    const { definition, notes } = importWorkflow({ name: 'x', failureStrategy: 'FAIL_FAST', steps: [loop] });
    expect(definition?.steps).toEqual([
      {
        id: 'rows',
        type: 'forEach',
        items: [[1, 2], [3]],
        steps: [
          {
            id: 'cells',
            type: 'forEach',
            items: '$item',
            as: 'item2',
            parallel: true,
            steps: [
              {
                id: 'cells-item',
                target: 'step',
                action: 'fill',
                params: { item: '$item2', index: '$index', initialContext: '$input' },
              },
            ],
          },
        ],
      },
    ]);
    expect(notes.map(({ pointer }) => pointer)).toEqual(['/steps/0/batchSize', '/steps/0/stepTemplate/items', '/steps']);
    expect(
      importProblems({
        name: 'x',
        steps: [
          { id: 'a', type: 'LOOP', execute: 'run' },
          { id: 'b', items: 'lines', stepTemplate: { execute: 'run', dependencies: ['a'] } },
          { id: 'c', batchSize: 2 },
          { id: 'd', type: 'CONDITIONAL', execute: 'run' },
          { description: 'nothing' },
        ],
      }),
    ).toEqual([
      '/steps/0 MissingField a LOOP needs "items": a list, or an expression that gives one',
      '/steps/0 MissingField a loop needs "stepTemplate": the step for each item',
      '/steps/0/execute InvalidValue a loop has no "execute": its "stepTemplate" has',
      '/steps/1/items InvalidValue it must be a list, or an expression that gives one, such as $order.lines',
      '/steps/1/stepTemplate/dependencies InvalidValue the step of a loop depends on nothing: put it into the "dependencies" of the loop',
      '/steps/2 MissingField a step with "batchSize" is a loop: it needs "items"',
      '/steps/2 MissingField a step needs "execute": the name of the function that does it',
      '/steps/3 MissingField a CONDITIONAL step needs a "condition"',
      '/steps/4 MissingField a step needs an "id", or a "name" to make one from',
      '/steps/4 MissingField a step needs "execute": the name of the function that does it',
    ]);
  });

  test('ids: an expression that gives the items, loop variables, duplicates', () => {
    const { definition } = importWorkflow({
      id: '1. flow',
      steps: [
        { id: 'item', execute: 'run' },
        { id: '2nd', execute: 'run it', dependencies: ['item'] },
        { id: 'own', items: '$item-2.map(x, x)', stepTemplate: { execute: 'run' }, dependencies: [] },
        { id: 'loop', items: "context.stepResults['2nd'].filter(x, x > 1)", stepTemplate: { execute: 'run' }, dependencies: ['2nd'] },
      ],
    });
    expect(definition).toMatchObject({
      id: 'workflow-1-flow',
      name: '1. flow',
      steps: [
        { id: 'item-2' },
        { id: 'step-2nd', action: 'run-it', dependsOn: ['item-2'], params: { stepResults: { item: '$item-2' } } },
        { id: 'own', items: '${ $item-2.map(x, x) }' },
        { id: 'loop', items: '${ $step-2nd.filter(x, x > 1) }', steps: [{ params: { stepResults: { '2nd': '$step-2nd' } } }] },
      ],
    });
    expect(
      importProblems({
        name: 'x',
        steps: [
          { id: 'a', execute: 'run' },
          { id: 'a', execute: 'run' },
        ],
      }),
    ).toEqual(['/steps/1/id DuplicateStep two steps have the id "a"']);
  });
});

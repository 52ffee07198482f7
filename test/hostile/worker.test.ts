import { describe, expect, test } from 'vitest';

import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { INTERPRETER } from '../../src/core/interpreter/version.ts';
import { definition, probe } from '../behaviour/driver.ts';
import { resultOf, temporalDriver } from '../behaviour/drivers/temporal.ts';
import { unique } from '../helpers/temporal.ts';
import { step, steps, times, workflow } from './corpus.ts';

const driver = temporalDriver();

/** Milliseconds in which others are served; generous, since other work may share the machine. */
const SERVED_WITHIN = 20_000;

/** Sent by any Temporal client; `checked` ones claim that somebody has validated them. */
async function hostile(body: unknown, { checked = false, input = {} }: { checked?: boolean; input?: object } = {}) {
  const run = await driver.client.workflow.start('hostile', {
    args: [{ definition: body, input, ...(checked ? { hash: 'forged', interpreter: INTERPRETER } : {}) }],
    taskQueue: driver.taskQueue,
    workflowId: unique('hostile'),
  });
  const from = performance.now();
  const other = await driver.start(definition([probe('a'), probe('b')]));
  expect((await other.result()).status).toBe('COMPLETED');
  expect(performance.now() - from).toBeLessThan(SERVED_WITHIN);
  return resultOf(run);
}

const each = (items: readonly unknown[], call: object): WorkflowDefinition =>
  workflow([{ id: 'each', type: 'forEach', items, onError: 'continue', collect: 'errors', steps: [{ id: 'call', ...call }] }], {
    output: '${ $each.map(e, e.error.code) }',
  }) as unknown as WorkflowDefinition;

describe('a hostile run ends with a clear error, and others are served meanwhile', () => {
  test.each<[string, string, unknown]>([
    ['12,000 steps', 'StepLimit', workflow(steps(12_000))],
    ['600,000 references', 'ExpressionLimit', workflow([step({ params: { value: times('$a ') } })])],
    ['3 MB of text', 'InvalidValue', workflow([step({ params: { value: times('x', 3_000_000) } })])],
    ['600,000 values', 'InvalidValue', workflow([step({ params: { value: Array.from({ length: 600_000 }, () => 1) } })])],
  ])('not validated before: %s', async (_what, code, body) => {
    expect(await hostile(body)).toMatchObject({ status: 'FAILED', failure: { code } });
  });

  test.each<[string, string, unknown]>([
    ['nested ranges', 'ExpressionLimit', workflow([step({ when: 'size(range(100000).map(i, range(100000))) > 0' })])],
    ['text that doubles', 'ExpressionLimit', workflow([step({ params: { value: `\${ ["xxxxxxxx"]${'.map(x, x + x)'.repeat(40)} }` } })])],
    [
      'a slow pattern in a schema',
      'InvalidInput',
      workflow([{ id: 'v', type: 'validate', data: `${times('a', 100_000)}!`, schema: { pattern: '^(a+)+$' } }]),
    ],
    ['a schema that is itself', 'InvalidInput', workflow([{ id: 'v', type: 'validate', data: 1, schema: { $ref: '#' } }])],
  ])('forged as validated: %s', async (_what, code, body) => {
    expect(await hostile(body, { checked: true })).toMatchObject({ status: 'FAILED', failure: { code } });
  });

  test('no spelling of a private address is called', async () => {
    const hosts = [
      '127.1',
      '2130706433',
      '0x7f.1',
      '0177.0.0.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      'localhost',
      '169.254.169.254',
      '0',
      '１２７.0.0.1',
    ];
    const run = each(
      hosts.map((host) => `http://${host}:1/`),
      { target: 'http', action: 'request', params: { url: '$item' } },
    );
    expect((await hostile(run)).output).toEqual(hosts.map(() => 'NetworkRefused'));
  });

  test('no path leads out of the files folder', async () => {
    const paths = ['../x', 'a/../../x', '/etc/passwd', '..\\x', 'C:\\x', '\\\\host\\x', 'a\0b'];
    const run = each(paths, { target: 'file', action: 'write', params: { path: '$item', content: 'x' } });
    expect((await hostile(run)).output).toEqual(paths.map(() => 'PathRefused'));
  });
});

import { expect, test } from 'vitest';

import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { Cluster } from './cluster.ts';
import { prepareStart } from './prepare-start.ts';
import { ValidDefinitions } from './valid-definitions.ts';

const cluster = { config: { targets: [], user: 'ada' }, valid: new ValidDefinitions() } as unknown as Cluster;
const definition = { id: 'w', name: 'W', steps: [{ id: 'a', type: 'wait', for: '1s' }] } satisfies WorkflowDefinition;
const prepare = (given: WorkflowDefinition) => prepareStart(cluster, { definition: given, input: {}, options: {} });

test('the order of keys makes no difference to the hash that is sent, what is said does', async () => {
  const { memo, envelope } = await prepare(definition);
  const { steps, name, id } = definition;
  expect((await prepare({ steps, name, id })).memo.definitionHash).toBe(memo.definitionHash);
  expect((await prepare({ ...definition, name: 'V' })).memo.definitionHash).not.toBe(memo.definitionHash);
  expect(envelope.hash).toBe(memo.definitionHash);
});

test('what JSON can not carry is refused as a definition that is not valid', async () => {
  const circle: Record<string, unknown> = { ...definition };
  circle['steps'] = circle;
  for (const wrong of [circle, { ...definition, version: 1n }])
    await expect(prepare(wrong as unknown as WorkflowDefinition)).rejects.toBeInstanceOf(StepwrightError);
});

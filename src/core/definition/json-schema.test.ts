import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { workflowJsonSchema } from './json-schema.ts';

const root = new URL('../../../', import.meta.url);
const file = new URL('schema/workflow.schema.json', root);

test('schema/workflow.schema.json is what the code gives (UPDATE_SCHEMA=1 writes it)', () => {
  const json = `${JSON.stringify(workflowJsonSchema(), null, 2)}\n`;
  if (process.env['UPDATE_SCHEMA'] === '1') writeFileSync(file, json);
  expect(readFileSync(file, 'utf8')).toBe(json);
});

describe('the published schema', () => {
  const validate = new Ajv2020.default({ strict: false }).compile(workflowJsonSchema());
  const step = { id: 's', target: 'util', action: 'echo' };
  const workflow = { id: 'a', name: 'A', steps: [step] };
  const fixtures = new URL('test/fixtures/source-d/', root);

  test.each(readdirSync(fixtures))('accepts %s', (name) => {
    expect(validate(JSON.parse(readFileSync(new URL(name, fixtures), 'utf8')))).toBe(true);
  });

  test.each([
    { ...workflow, 'x-mine': 1, steps: [{ ...step, 'x-note': {} }] },
    { ...workflow, steps: [{ id: 'i', type: 'if', condition: '$a', then: [step], else: [{ id: 'r', type: 'return' }] }] },
    { id: 'a', name: 'A', initial: 'x', states: { x: { on: { GO: 'y' } }, y: { type: 'final' } } },
  ])('accepts %j', (definition) => {
    expect(validate(definition)).toBe(true);
  });

  test.each([
    { name: 'A', steps: [step] },
    { id: 'a', name: 'A' },
    { ...workflow, nme: 1 },
    { ...workflow, steps: [{ ...step, retrys: 1 }] },
    { ...workflow, steps: [{ id: 'i', type: 'if', then: [] }] },
    { ...workflow, steps: [{ ...step, type: 'retrun' }] },
  ])('refuses %j', (definition) => {
    expect(validate(definition)).toBe(false);
  });
});

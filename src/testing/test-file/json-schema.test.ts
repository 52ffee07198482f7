import { readFileSync, writeFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';

import { testJsonSchema } from './json-schema.ts';

const file = new URL('../../../schema/test.schema.json', import.meta.url);

test('schema/test.schema.json is what the code gives (UPDATE_SCHEMA=1 writes it)', () => {
  const json = `${JSON.stringify(testJsonSchema(), null, 2)}\n`;
  if (process.env['UPDATE_SCHEMA'] === '1') writeFileSync(file, json);
  expect(readFileSync(file, 'utf8')).toBe(json);
});

describe('the published schema', () => {
  const validate = new Ajv2020.default({ strict: false }).compile(testJsonSchema());
  const one = { name: 'one' };

  test.each([
    { tests: [one] },
    { definition: './a.workflow.yaml', 'x-mine': 1, tests: [{ ...one, 'x-note': {} }] },
    { tests: [{ ...one, actions: { 'a.b': { sequence: [{ fails: { code: 'X', times: 2 } }, { returns: 1, takes: '3s' }] } } }] },
    { tests: [{ ...one, at: [{ after: '30d', approve: { step: 'review', by: 'ann' } }] }] },
    { tests: [{ ...one, expect: { status: 'FAILED', steps: { a: 'COMPLETED', b: { attempts: 2 } }, calls: [{ action: 'a.b' }] } }] },
  ])('accepts %j', (value) => {
    expect(validate(value)).toBe(true);
  });

  test.each([
    {},
    { tests: [] },
    { tests: [{}] },
    { tests: [{ ...one, expects: {} }] },
    { tests: [{ ...one, actions: { charge: {} } }] },
    { tests: [{ ...one, expect: { status: 'DONE' } }] },
    { tests: [{ ...one, at: [{ approve: { step: 'review' } }] }] },
  ])('refuses %j', (value) => {
    expect(validate(value)).toBe(false);
  });
});

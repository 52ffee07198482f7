import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadWorkflowFromJSON, saveWorkflowToJSON } from '../definition/load.ts';
import { validateWorkflow } from './validate-workflow.ts';

const fixtures = new URL('../../../test/fixtures/source-d/', import.meta.url);
const files = readdirSync(fixtures);

describe('the definitions printed in source D', () => {
  test('are all here', () => {
    expect(files).toHaveLength(9);
  });

  test.each(files)('%s is valid as it stands', (file) => {
    const text = readFileSync(new URL(file, fixtures), 'utf8');
    const definition = loadWorkflowFromJSON(text);
    expect(validateWorkflow(definition).errors).toEqual([]);
    expect(saveWorkflowToJSON(definition)).toBe(JSON.stringify(JSON.parse(text), null, 2));
  });
});

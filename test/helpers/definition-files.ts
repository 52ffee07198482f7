import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { parseDefinition } from '../../src/core/definition/parse.ts';
import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';

const ROOT = new URL('../../', import.meta.url);
const FOLDERS = ['examples', 'test/fixtures/source-d', 'test/fixtures/diagrams'];

/** Every definition of this repository that is meant to be good, with its file. */
export function definitionFiles(): readonly (readonly [string, WorkflowDefinition])[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.workflow.yaml') || (folder.endsWith('source-d') && file.endsWith('.json')))
      .map((file) => `${folder}/${file}`),
  ).map((file) => [file, read(file)]);
}

function read(file: string): WorkflowDefinition {
  const { value, problems } = parseDefinition(readFileSync(fileURLToPath(new URL(file, ROOT)), 'utf8'), { file });
  if (problems.length > 0) throw new TypeError(`${file}: ${problems[0]?.message ?? ''}`);
  return value as WorkflowDefinition;
}

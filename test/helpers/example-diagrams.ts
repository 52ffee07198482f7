import { readdirSync, readFileSync } from 'node:fs';

import { loadWorkflowFromYAML } from '../../src/core/definition/load.ts';
import { diagram } from '../../src/diagram/diagram.ts';

const EXAMPLES = new URL('../../examples/', import.meta.url);
const BLOCK = /^```mermaid\n[\s\S]*?^```\n/m;

/** The page of an example. */
export interface ExamplePage {
  readonly example: string;
  readonly file: URL;
  readonly text: string;
  /** As it should be: its Mermaid block is the diagram of its definition; at the end where there was none. */
  readonly drawn: string;
}

/** The pages of all examples that have a definition. */
export function examplePages(): Promise<readonly ExamplePage[]> {
  const folders = readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return Promise.all(
    folders.flatMap(({ name }) => {
      const folder = new URL(`${name}/`, EXAMPLES);
      const definition = readdirSync(folder).find((file) => file.endsWith('.workflow.yaml'));
      return definition === undefined ? [] : [pageOf(name, folder, definition)];
    }),
  );
}

async function pageOf(example: string, folder: URL, definition: string): Promise<ExamplePage> {
  const file = new URL('README.md', folder);
  const text = readFileSync(file, 'utf8');
  const block = `\`\`\`mermaid\n${await diagram(loadWorkflowFromYAML(readFileSync(new URL(definition, folder), 'utf8')))}\`\`\`\n`;
  return { example, file, text, drawn: BLOCK.test(text) ? text.replace(BLOCK, () => block) : `${text}\n${block}` };
}

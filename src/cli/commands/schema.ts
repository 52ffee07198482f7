import { join } from 'node:path';

import { Argument } from 'commander';
import type { Command } from 'commander';

import { withOutputFlags } from '../flags.ts';

export function registerSchema(program: Command): void {
  const command = program
    .command('schema')
    .addArgument(new Argument('[of]', 'what the files hold').choices(['workflow', 'test']).default('workflow'))
    .description('print the JSON Schema of workflow files or of test files, for editors and other tools');
  withOutputFlags(command, 'stepwright schema > workflow.schema.json').action(async (of: string) => {
    const { readFile } = await import('node:fs/promises');
    const { packageRoot } = await import('../package-version.ts');
    const { data } = await import('../terminal.ts');
    data(await readFile(join(packageRoot(), 'schema', `${of}.schema.json`), 'utf8'));
  });
}

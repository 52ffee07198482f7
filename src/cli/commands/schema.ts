import { join } from 'node:path';

import type { Command } from 'commander';

import { withOutputFlags } from '../flags.ts';

export function registerSchema(program: Command): void {
  const command = program.command('schema').description('print the JSON Schema of workflow files, for editors and other tools');
  withOutputFlags(command, 'stepwright schema > workflow.schema.json').action(async () => {
    const { readFile } = await import('node:fs/promises');
    const { packageRoot } = await import('../package-version.ts');
    const { data } = await import('../terminal.ts');
    data(await readFile(join(packageRoot(), 'schema', 'workflow.schema.json'), 'utf8'));
  });
}

import type { Command } from 'commander';

import { withOutputFlags, withTargetsFlag } from '../flags.ts';
import type { OutputFlags } from '../flags.ts';

interface ValidateFlags extends OutputFlags {
  readonly targets?: string;
}

export function registerValidate(program: Command): void {
  const command = program
    .command('validate')
    .argument('<files...>', 'workflow files')
    .description('check workflow files and show every problem at its place; exit code 2 when there is an error');
  withOutputFlags(withTargetsFlag(command), 'stepwright validate *.workflow.yaml').action(async (files: string[], flags: ValidateFlags) => {
    const { validateFiles } = await import('../validate-files.ts');
    await validateFiles(files, flags);
  });
}

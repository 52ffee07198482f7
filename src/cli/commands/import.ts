import type { Command } from 'commander';
import { Option } from 'commander';

import type { Dialect } from '../../core/dialect/dialect.ts';
import { withOutputFlags, withTargetsFlag } from '../flags.ts';
import type { OutputFlags } from '../flags.ts';

export interface ImportFlags extends OutputFlags {
  readonly dialect?: Dialect;
  readonly target?: string;
  readonly targets?: string;
  readonly output?: string;
}

export function registerImport(program: Command): void {
  const command = program
    .command('import')
    .argument('<file>', 'a workflow of another language, YAML or JSON')
    .description('turn a workflow of @trailhead/workflows or @tempeh/workflow into a definition')
    .addOption(
      new Option('--dialect <dialect>', 'the language of the file; default: told from its fields').choices(['trailhead', 'tempeh']),
    )
    .option('--target <name>', 'the target that executes the steps; default: step, your step functions')
    .option('--output <file>', 'write it there; .json gives JSON, anything else YAML');
  withOutputFlags(withTargetsFlag(command), 'stepwright import deploy.json --output deploy.workflow.yaml').action(
    async (file: string, flags: ImportFlags) => {
      const { importFile } = await import('../import-file.ts');
      await importFile(file, flags);
    },
  );
}

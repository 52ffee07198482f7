import type { Command } from 'commander';

import { withOutputFlags, withTargetsFlag } from '../flags.ts';
import type { OutputFlags } from '../flags.ts';

export interface OptimizeFlags extends OutputFlags {
  readonly targets?: string;
  readonly output?: string;
}

export function registerOptimize(program: Command): void {
  const command = program
    .command('optimize')
    .argument('<file>', 'a workflow file')
    .description('print the workflow as a graph: the same outcome, with steps side by side that do not need each other')
    .option('--output <file>', 'write it there; .json gives JSON, anything else YAML');
  withOutputFlags(withTargetsFlag(command), 'stepwright optimize order.workflow.yaml --output order.workflow.yaml').action(
    async (file: string, flags: OptimizeFlags) => {
      const { optimizeFile } = await import('../optimize-file.ts');
      await optimizeFile(file, flags);
    },
  );
}

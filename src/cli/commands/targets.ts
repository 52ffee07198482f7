import type { Command } from 'commander';

import { withOutputFlags, withTargetsFlag } from '../flags.ts';
import type { OutputFlags } from '../flags.ts';

interface TargetsFlags extends OutputFlags {
  readonly targets?: string;
}

export function registerTargets(program: Command): void {
  const command = program
    .command('targets')
    .argument('[name]', 'one target, with the params of its actions')
    .description('list targets and their actions, the built-in ones and those of --targets');
  withOutputFlags(withTargetsFlag(command), 'stepwright targets slack').action(async (name: string | undefined, flags: TargetsFlags) => {
    const { listTargets } = await import('../list-targets.ts');
    await listTargets(name, flags);
  });
}

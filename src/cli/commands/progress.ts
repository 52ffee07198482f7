import type { Command } from 'commander';

import { withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

interface ProgressFlags extends PlaceFlags {
  readonly watch?: boolean;
}

export function registerProgress(program: Command): void {
  const command = program
    .command('progress')
    .argument('<id>', 'run id')
    .description('how far a run is, and which of its steps run, wait or are tried again')
    .option('--watch', 'go on until the run ends; a line whenever something changed');
  withPlaceFlags(command, 'stepwright progress order-ORD-1 --watch').action(async (id: string, flags: ProgressFlags) => {
    const { openSession, readSettings } = await import('../session.ts');
    const { showProgress, watchProgress } = await import('../show-progress.ts');
    const session = await openSession(await readSettings(flags), { worker: true });
    try {
      const run = session.stepwright.run(id);
      await (flags.watch === true ? watchProgress(run, flags) : showProgress(run, flags));
    } finally {
      await session.close();
    }
  });
}

import type { Command } from 'commander';

import { withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

export function registerWorkers(program: Command): void {
  const command = program
    .command('workers')
    .description('the workers of a task queue, and when each was last seen; exit code 1 without one');
  withPlaceFlags(command, 'stepwright workers --task-queue reports').action(async (flags: PlaceFlags) => {
    const { showWorkers } = await import('../show-workers.ts');
    await showWorkers(flags);
  });
}

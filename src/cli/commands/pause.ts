import type { Command } from 'commander';

import { withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

export function registerPause(program: Command): void {
  const command = program.command('pause').argument('<id>', 'run id').description('let running steps finish and start nothing new');
  withPlaceFlags(command, 'stepwright pause order-ORD-1').action(async (id: string, flags: PlaceFlags) => {
    const { controlRun } = await import('../control-run.ts');
    await controlRun(id, flags, { verb: 'pause', done: 'paused', act: (run) => run.pause() });
  });
}

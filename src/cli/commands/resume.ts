import type { Command } from 'commander';

import { withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

export function registerResume(program: Command): void {
  const command = program.command('resume').argument('<id>', 'run id').description('go on with a paused run');
  withPlaceFlags(command, 'stepwright resume order-ORD-1').action(async (id: string, flags: PlaceFlags) => {
    const { controlRun } = await import('../control-run.ts');
    await controlRun(id, flags, { verb: 'resume', done: 'resumed', act: (run) => run.resume() });
  });
}

import type { Command } from 'commander';

import { withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

interface TerminateFlags extends PlaceFlags {
  readonly reason?: string;
}

export function registerTerminate(program: Command): void {
  const command = program
    .command('terminate')
    .argument('<id>', 'run id')
    .description('end a run at once: nothing is rolled back, no finally runs')
    .option('--reason <text>', 'kept in the history');
  withPlaceFlags(command, 'stepwright terminate order-ORD-1').action(async (id: string, flags: TerminateFlags) => {
    const { controlRun } = await import('../control-run.ts');
    await controlRun(id, flags, { verb: 'terminate', done: 'terminated', act: (run) => run.terminate(flags.reason) });
  });
}

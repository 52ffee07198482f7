import type { Command } from 'commander';

import { withPlaceFlags } from '../flags.ts';
import { withBulkFlags, type BulkFlags } from './bulk-flags.ts';

export function registerPause(program: Command): void {
  const command = withBulkFlags(
    program.command('pause').argument('[id]', 'run id').description('let running steps finish and start nothing new, in one run or many'),
  );
  withPlaceFlags(command, 'stepwright pause order-ORD-1').action(async (id: string | undefined, flags: BulkFlags) => {
    const { controlRuns } = await import('../control-runs.ts');
    await controlRuns(id, flags, { verb: 'pause', done: 'paused', act: (run) => run.pause() });
  });
}

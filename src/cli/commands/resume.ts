import type { Command } from 'commander';

import { withPlaceFlags } from '../flags.ts';
import { withBulkFlags, type BulkFlags } from './bulk-flags.ts';

export function registerResume(program: Command): void {
  const command = withBulkFlags(program.command('resume').argument('[id]', 'run id').description('go on with a paused run, or with many'));
  withPlaceFlags(command, 'stepwright resume order-ORD-1').action(async (id: string | undefined, flags: BulkFlags) => {
    const { controlRuns } = await import('../control-runs.ts');
    await controlRuns(id, flags, { verb: 'resume', done: 'resumed', act: (run) => run.resume() });
  });
}

import type { Command } from 'commander';

import { withPlaceFlags } from '../flags.ts';
import { withBulkFlags, type BulkFlags } from './bulk-flags.ts';

interface CancelFlags extends BulkFlags {
  readonly rollback?: boolean;
}

export function registerCancel(program: Command): void {
  const command = withBulkFlags(
    program
      .command('cancel')
      .argument('[id]', 'run id')
      .description('ask a run to stop, or many; their steps are rolled back as their definitions say')
      .option('--rollback', 'roll back whatever the definition says')
      .option('--no-rollback', 'do not roll back, whatever the definition says'),
  );
  withPlaceFlags(command, 'stepwright cancel order-ORD-1 --no-rollback').action(async (id: string | undefined, flags: CancelFlags) => {
    const { controlRuns } = await import('../control-runs.ts');
    const cancel = flags.rollback === undefined ? {} : { rollback: flags.rollback };
    await controlRuns(id, flags, { verb: 'cancel', done: 'asked to cancel', act: (run) => run.cancel(cancel), bulk: { cancel } });
  });
}

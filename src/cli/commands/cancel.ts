import type { Command } from 'commander';

import { withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

interface CancelFlags extends PlaceFlags {
  readonly rollback?: boolean;
}

export function registerCancel(program: Command): void {
  const command = program
    .command('cancel')
    .argument('<id>', 'run id')
    .description('ask a run to stop; its steps are rolled back as its definition says')
    .option('--rollback', 'roll back whatever the definition says')
    .option('--no-rollback', 'do not roll back, whatever the definition says');
  withPlaceFlags(command, 'stepwright cancel order-ORD-1 --no-rollback').action(async (id: string, flags: CancelFlags) => {
    const { controlRun } = await import('../control-run.ts');
    const request = flags.rollback === undefined ? {} : { rollback: flags.rollback };
    await controlRun(id, flags, { verb: 'cancel', done: 'asked to cancel', act: (run) => run.cancel(request) });
  });
}

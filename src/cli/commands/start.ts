import type { Command } from 'commander';

import { withPlaceFlags } from '../flags.ts';
import { withRunFlags } from './run.ts';
import type { RunFlags } from './run.ts';

export function registerStart(program: Command): void {
  const command = withRunFlags(program.command('start')).description('start a run and leave it to a worker');
  withPlaceFlags(command, 'stepwright start order.workflow.yaml --id order-ORD-1 --input @order.json').action(
    async (source: string, flags: RunFlags) => {
      const { startAndLeave } = await import('../run-workflow.ts');
      await startAndLeave(source, flags);
    },
  );
}

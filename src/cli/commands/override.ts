import type { Command } from 'commander';

import { present } from '../../core/present.ts';
import { withPlaceFlags } from '../flags.ts';
import { withStep, type OperateFlags } from './skip.ts';

export function registerOverride(program: Command): void {
  const command = withStep(program.command('override'))
    .argument('<output>', 'its value: JSON, or @file with it')
    .description('a step of a live run is done, and this is its value, as if it had come to it by itself; a rollback undoes it like any');
  withPlaceFlags(command, `stepwright override order-ORD-1 charge '{"transactionId": "by-phone-17"}' --reason 'paid by phone'`).action(
    async (...[id, step, given, flags]: [string, string, string, OperateFlags]) => {
      const [{ operateRun }, { jsonOption }] = await Promise.all([import('../operate-run.ts'), import('../option-file.ts')]);
      const output = await jsonOption('output', given);
      const options = present({ reason: flags.reason });
      await operateRun(id, flags, { action: 'override', done: `${step}: overridden`, act: (run) => run.override(step, output, options) });
    },
  );
}

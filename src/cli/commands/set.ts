import type { Command } from 'commander';

import { present } from '../../core/present.ts';
import { withPlaceFlags } from '../flags.ts';
import { withReason, type OperateFlags } from './skip.ts';

export function registerSet(program: Command): void {
  const command = withReason(
    program
      .command('set')
      .argument('<run>', 'run id')
      .argument('<values>', 'names and values: JSON, or @file with it')
      .description('change variables of a paused run'),
  );
  withPlaceFlags(command, `stepwright set order-ORD-1 '{"discount": 0.1}'`).action(
    async (id: string, given: string, flags: OperateFlags) => {
      const [{ operateRun }, { jsonMap }] = await Promise.all([import('../operate-run.ts'), import('../option-file.ts')]);
      const values = await jsonMap('values', given);
      const options = present({ reason: flags.reason });
      const names = Object.keys(values).join(', ');
      await operateRun(id, flags, { action: 'set', done: `${names}: set`, act: (run) => run.setVariables(values, options) });
    },
  );
}

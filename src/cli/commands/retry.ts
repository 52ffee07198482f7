import type { Command } from 'commander';

import { present } from '../../core/present.ts';
import { withPlaceFlags } from '../flags.ts';
import { withStep, type OperateFlags } from './skip.ts';

interface RetryFlags extends OperateFlags {
  readonly params?: string;
}

export function registerRetry(program: Command): void {
  const command = withStep(program.command('retry'))
    .description('try a parked step of a live run again, or make the next attempt of one that waits for it now')
    .option('--params <json>', 'of a parked step: other params, JSON or @file with it');
  withPlaceFlags(command, `stepwright retry order-ORD-1 charge --params '{"amount": 90}'`).action(
    async (id: string, step: string, flags: RetryFlags) => {
      const [{ operateRun }, { jsonMap }] = await Promise.all([import('../operate-run.ts'), import('../option-file.ts')]);
      const params = flags.params === undefined ? undefined : await jsonMap('--params', flags.params);
      const options = present({ reason: flags.reason, params });
      await operateRun(id, flags, { action: 'retry', done: `${step}: is tried again`, act: (run) => run.retry(step, options) });
    },
  );
}

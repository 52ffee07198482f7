import type { Command } from 'commander';

import { present } from '../../core/present.ts';
import { withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

export interface OperateFlags extends PlaceFlags {
  readonly reason?: string;
}

/** The arguments and options of the commands that change a step of a live run. */
export function withStep(command: Command): Command {
  return withReason(command.argument('<run>', 'run id').argument('<step>', 'path of the step, or its id'));
}

export function withReason(command: Command): Command {
  return command.option('--reason <text>', 'why; it is noted in the trace with your name');
}

export function registerSkip(program: Command): void {
  const command = withStep(program.command('skip')).description(
    'a step of a live run is not executed, or no longer: it is cancelled and SKIPPED, and the run goes on',
  );
  withPlaceFlags(command, `stepwright skip order-ORD-1 notify --reason 'mail is down'`).action(
    async (id: string, step: string, flags: OperateFlags) => {
      const { operateRun } = await import('../operate-run.ts');
      const options = present({ reason: flags.reason });
      await operateRun(id, flags, { action: 'skip', done: `${step}: skipped`, act: (run) => run.skip(step, options) });
    },
  );
}

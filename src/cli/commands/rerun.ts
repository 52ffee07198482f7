import type { Command } from 'commander';

import { collect, withPlaceFlags } from '../flags.ts';
import { withRunsFlags, type BulkFlags } from './bulk-flags.ts';

export interface RerunFlags extends BulkFlags {
  readonly from?: string;
  readonly input?: readonly string[];
  readonly id?: string;
  readonly force?: boolean;
}

/** The options of the commands that take up what a run has done. */
export function withRerunFlags(command: Command): Command {
  return command
    .option('--from <step>', 'path or id of the step to begin at; default: where the run stood')
    .option('--input <input>', "what differs from the run's input, as with run; repeatable", collect)
    .option('--id <id>', 'run id of the new run')
    .option('--force', 'take outcomes over although their steps were changed')
    .option('--dry-run', 'show what would be taken over and what executed, and start nothing');
}

export function registerRerun(program: Command): void {
  const command = withRunsFlags(
    withRerunFlags(program.command('rerun').argument('[id]', 'id of a run that has ended'))
      .description('start a new run with the outcomes that one had before a step, of one run or many')
      .option('--definition <file>', 'another version of its definition; without an id: runs of the definition with this id'),
  );
  withPlaceFlags(command, 'stepwright rerun order-ORD-1 --from charge').action(async (id: string | undefined, flags: RerunFlags) => {
    const { rerun, rerunMany } = await import('../rerun.ts');
    if (id === undefined) return rerunMany(flags);
    const { assertOneOrMany } = await import('../act-on-runs.ts');
    assertOneOrMany(id, flags, ['definition', 'dryRun']);
    await rerun(flags, {
      plan: (stepwright, options) => stepwright.run(id).planRerun(options),
      start: (stepwright, options) => stepwright.run(id).rerun(options),
    });
  });
}

export function registerResumeFrom(program: Command): void {
  const command = withRerunFlags(program.command('resume-from').argument('<checkpoint>', 'id of a checkpoint'))
    .description('start a new run that goes on as a run stood at a checkpoint')
    .option('--definition <file>', 'another version of its definition');
  withPlaceFlags(command, 'stepwright resume-from order-ORD-1/paid').action(async (id: string, flags: RerunFlags) => {
    const { rerun } = await import('../rerun.ts');
    await rerun(flags, {
      plan: (stepwright, options) => stepwright.checkpoints.planResume(id, options),
      start: (stepwright, options) => stepwright.checkpoints.resume(id, options),
    });
  });
}

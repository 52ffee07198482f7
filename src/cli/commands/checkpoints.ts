import type { Command } from 'commander';

import { durationOption, positiveWhole, withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

export interface CheckpointFlags extends PlaceFlags {
  readonly run?: string;
  readonly definition?: string;
  /** Milliseconds. */
  readonly olderThan?: number;
  readonly keep?: number;
}

export function registerCheckpoints(program: Command): void {
  const group = program
    .command('checkpoints')
    .description('runs as they were saved on their way: see them, check them, clean them up')
    .addHelpText('after', '\nExample:\n  stepwright checkpoints list --run order-ORD-1');
  const list = filtered(group.command('list').description('list checkpoints, the newest first'));
  withPlaceFlags(list, 'stepwright checkpoints list --run order-ORD-1').action(async (flags: CheckpointFlags) => {
    const { listCheckpoints } = await import('../checkpoints.ts');
    await listCheckpoints(flags);
  });
  for (const [verb, description] of ONE) {
    const command = group.command(verb).argument('<checkpoint>', 'id of a checkpoint').description(description);
    withPlaceFlags(command, `stepwright checkpoints ${verb} order-ORD-1/paid`).action(async (id: string, flags: CheckpointFlags) => {
      const { withCheckpoint } = await import('../checkpoints.ts');
      await withCheckpoint(verb, id, flags);
    });
  }
  const clean = filtered(group.command('clean').description('delete old checkpoints'))
    .option('--older-than <duration>', 'only those that are older, as in 30d', durationOption)
    .option('--keep <n>', 'the newest of each run that stay, however old', positiveWhole);
  withPlaceFlags(clean, 'stepwright checkpoints clean --older-than 30d --keep 1').action(async (flags: CheckpointFlags) => {
    const { cleanCheckpoints } = await import('../checkpoints.ts');
    await cleanCheckpoints(flags);
  });
}

const ONE = [
  ['show', 'print a checkpoint as JSON'],
  ['validate', 'say whether a run can start from a checkpoint, and why not'],
  ['delete', 'delete a checkpoint'],
] as const;

function filtered(command: Command): Command {
  return command.option('--run <id>', 'of one run').option('--definition <id>', 'of the runs of one definition');
}

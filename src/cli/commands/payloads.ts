import type { Command } from 'commander';

import { durationOption, withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

export interface PayloadFlags extends PlaceFlags {
  readonly run?: string;
  /** Milliseconds. */
  readonly olderThan?: number;
  readonly dryRun?: boolean;
}

export function registerPayloads(program: Command): void {
  const group = program
    .command('payloads')
    .description('large values and files that runs left: see them, clean them up (docs/payloads.md)')
    .addHelpText('after', '\nExample:\n  stepwright payloads clean --older-than 30d --dry-run');
  const list = group
    .command('list')
    .description('list what is kept')
    .option('--run <id>', 'only what this run wrote; of a shared store, since a folder does not know');
  withPlaceFlags(list, 'stepwright payloads list --run order-ORD-1').action(async (flags: PayloadFlags) => {
    const { listPayloads } = await import('../payloads.ts');
    await listPayloads(flags);
  });
  const clean = group
    .command('clean')
    .description('delete what nothing refers to any more: no run that goes on or ended lately, and nothing in the store')
    .option(
      '--older-than <duration>',
      'only what was written before, and counting only runs that ended before; default: 30d',
      durationOption,
    )
    .option('--dry-run', 'say what would be deleted');
  withPlaceFlags(clean, 'stepwright payloads clean --older-than 30d --dry-run').action(async (flags: PayloadFlags) => {
    const { cleanPayloads } = await import('../payloads.ts');
    await cleanPayloads(flags);
  });
}

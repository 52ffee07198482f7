import type { Command } from 'commander';

import { withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';
import { withFilterFlags, type FilterFlags } from '../run-filter.ts';

export interface ProfileFlags extends FilterFlags, PlaceFlags {
  readonly svg?: string;
}

export function registerProfile(program: Command): void {
  const command = withFilterFlags(
    program
      .command('profile')
      .argument('[run]', 'run id; without one, --definition says whose runs')
      .description('where the time went: in queue, running, tried again, waiting; critical path and bottlenecks, of a run or of many')
      .option('--svg <file>', 'draw the run as a flame graph into a file')
      .option('--definition <id>', 'over the runs of a definition that have ended, the last 20 unless the options below say otherwise')
      .optionsGroup('Which runs of the definition:'),
  ).optionsGroup('Options:');
  withPlaceFlags(
    command,
    'stepwright profile order-ORD-1 --svg order.svg\nstepwright profile --definition order --since 7d --limit 100',
  ).action(async (run: string | undefined, flags: ProfileFlags) => {
    const { profile } = await import('../profile.ts');
    await profile(run, flags);
  });
}

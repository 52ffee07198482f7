import type { Command } from 'commander';

import { withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

export interface ReplayFlags extends PlaceFlags {
  readonly all?: string;
  readonly save?: string;
  readonly definition?: string;
}

export function registerReplay(program: Command): void {
  const command = program
    .command('replay')
    .argument('[run|file]', 'run id, or a history as JSON')
    .description(
      'check that a recorded run would go the same way again, without side effects; exit code 1 and the first step that differs when not',
    )
    .option('--all <folder>', 'every history in a folder and below: the check to run before a release')
    .option('--save <file>', 'write the history of the run, to keep it; payloads of the data folder are put in')
    .option('--definition <file>', 'replay with this version of the definition: would it have done the same?');
  const example = 'stepwright replay order-ORD-1 --definition order.workflow.yaml\nstepwright replay --all histories';
  withPlaceFlags(command, example).action(async (what: string | undefined, flags: ReplayFlags) => {
    const { replayRuns } = await import('../replay-runs.ts');
    await replayRuns(what, flags);
  });
}

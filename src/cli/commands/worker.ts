import type { Command } from 'commander';

import { withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

export function registerWorker(program: Command): void {
  const command = program
    .command('worker')
    .argument('[paths...]', 'files or folders with definitions (*.workflow.yaml) and targets (targets.ts, *.targets.ts)')
    .description('run a worker until SIGTERM or Ctrl-C, which lets running actions finish first');
  withPlaceFlags(command, 'stepwright worker workflows/ --address temporal.internal:7233').action(
    async (paths: string[], flags: PlaceFlags) => {
      const { serve } = await import('../serve.ts');
      await serve(paths, flags);
    },
  );
}

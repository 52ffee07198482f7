import type { Command } from 'commander';

import type { SettingsFlags } from '../../../worker/read-settings.ts';
import { withPlaceFlags, withWorkerFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

export function registerWorker(program: Command): void {
  const command = program
    .command('worker')
    .argument('[paths...]', 'files or folders with definitions (*.workflow.yaml) and targets (targets.ts, *.targets.ts)')
    .description('run a worker until SIGTERM or Ctrl-C, which lets running actions finish first');
  withWorkerFlags(
    withPlaceFlags(command, 'stepwright worker workflows/ --address temporal.internal:7233 --resources cpu=80,memory=90'),
  ).action(async (paths: string[], flags: PlaceFlags & SettingsFlags) => {
    const { serve } = await import('../serve.ts');
    await serve(paths, flags);
  });
}

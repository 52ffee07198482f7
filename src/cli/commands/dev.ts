import type { Command } from 'commander';

import { positiveWhole, withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

export interface DevFlags extends PlaceFlags {
  readonly port?: number;
  readonly uiPort?: number;
  readonly stop?: boolean;
}

export function registerDev(program: Command): void {
  const command = program
    .command('dev')
    .argument(
      '[paths...]',
      'files or folders with definitions (*.workflow.yaml) and targets (targets.ts, *.targets.ts); default: this folder',
    )
    .description('a Temporal dev server and a worker that takes over every change of your files, until Ctrl-C')
    .option('--port <port>', 'port of a server that has to be started; default: 7233, or a free one', positiveWhole)
    .option('--ui-port <port>', 'port of its UI; default: 8233, or a free one', positiveWhole)
    .option('--stop', 'end the dev server of the data folder; its runs stay on disk');
  withPlaceFlags(command, 'stepwright dev workflows/').action(async (paths: string[], flags: DevFlags) => {
    const { develop, stopDevelopment } = await import('../dev/develop.ts');
    await (flags.stop === true ? stopDevelopment(flags) : develop(paths.length === 0 ? ['.'] : paths, flags));
  });
}

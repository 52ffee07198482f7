import type { Command } from 'commander';

import { withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

export function registerResult(program: Command): void {
  const command = program
    .command('result')
    .argument('<id>', 'run id')
    .description("wait for a run's end; its output on stdout, or with --json the whole result");
  withPlaceFlags(command, 'stepwright result order-ORD-1 --json').action(async (id: string, flags: PlaceFlags) => {
    const { openSession, readSettings } = await import('../session.ts');
    const { showResult } = await import('../show-result.ts');
    const session = await openSession(await readSettings(flags), { worker: true });
    try {
      showResult(await session.stepwright.run(id).result(), { flags, session });
    } finally {
      await session.close();
    }
  });
}

import type { Command } from 'commander';

import { withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

export function registerReport(program: Command): void {
  const command = program
    .command('report')
    .argument('<id>', 'run id')
    .description('why a run failed: what failed first, what followed from it, and what to do');
  withPlaceFlags(command, 'stepwright report order-ORD-1').action(async (id: string, flags: PlaceFlags) => {
    const { openSession, readSettings } = await import('../session.ts');
    const { renderReport } = await import('../render/report.ts');
    const { commandLine } = await import('../render/command-line.ts');
    const { colorsFor, data, json } = await import('../terminal.ts');
    const session = await openSession(await readSettings(flags), { worker: true });
    try {
      const report = await session.stepwright.run(id).report();
      if (flags.json === true) json(report);
      else data(renderReport(report, { colors: colorsFor(process.stdout), trace: commandLine(['trace', id], flags) }));
    } finally {
      await session.close();
    }
  });
}

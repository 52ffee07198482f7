import type { Command } from 'commander';

import { withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

export function registerTrace(program: Command): void {
  const command = program.command('trace').argument('<id>', 'run id').description('what a run did so far, in order; one line per event');
  withPlaceFlags(command, 'stepwright trace order-ORD-1').action(async (id: string, flags: PlaceFlags) => {
    const { openSession, readSettings } = await import('../session.ts');
    const { renderEvent } = await import('../render/event-line.ts');
    const { fromArchive } = await import('../render/from-archive.ts');
    const { colorsFor, data, json, note } = await import('../terminal.ts');
    const session = await openSession(await readSettings(flags), { worker: true });
    const colors = colorsFor(process.stdout);
    try {
      const trace = await session.stepwright.run(id).trace();
      const archivedAt = trace[0]?.archivedAt;
      if (archivedAt !== undefined && flags.json !== true) note(fromArchive(archivedAt));
      for (const event of trace) {
        if (flags.json === true) json(event);
        else if (event.type !== 'workflow:progress') data(renderEvent(event, colors));
      }
    } finally {
      await session.close();
    }
  });
}

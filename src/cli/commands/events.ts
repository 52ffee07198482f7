import type { Command } from 'commander';

import { withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

interface EventsFlags extends PlaceFlags {
  readonly cursor?: string;
}

export function registerEvents(program: Command): void {
  const command = program
    .command('events')
    .argument('<id>', 'run id')
    .description('follow the events of a run from its start, live, until it ends; one line each')
    .option('--cursor <cursor>', 'only what came after the event with this cursor');
  withPlaceFlags(command, 'stepwright events order-ORD-1 --json').action(async (id: string, flags: EventsFlags) => {
    const { openSession, readSettings } = await import('../session.ts');
    const { renderEvent } = await import('../render/event-line.ts');
    const { colorsFor, data, json } = await import('../terminal.ts');
    const session = await openSession(await readSettings(flags), { worker: true });
    const colors = colorsFor(process.stdout);
    try {
      const from = flags.cursor === undefined ? {} : { cursor: flags.cursor };
      for await (const event of session.stepwright.run(id).events(from)) {
        if (flags.json === true) json(event);
        else data(renderEvent(event, colors));
      }
    } finally {
      await session.close();
    }
  });
}

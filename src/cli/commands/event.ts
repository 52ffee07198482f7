import type { Command } from 'commander';

import { withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

export interface EventFlags extends PlaceFlags {
  readonly key?: string;
  readonly id?: string;
  readonly source?: string;
}

export function registerEvent(program: Command): void {
  const command = program
    .command('event')
    .argument('<words...>', 'run id, type of the event and its data: JSON, or @file with it; with --key no run id')
    .usage('[options] <run> <type> [data]\n       stepwright event [options] --key <key> <type> [data]')
    .description('send an event to a run, or to all open runs with a business key; a run keeps it until a step takes it')
    .option('--key <key>', 'business key of the runs')
    .option('--id <id>', 'id of the event: sent again with the same id it counts once; default: a fresh one')
    .option('--source <source>', 'where it comes from: $event.source');
  const example = [
    `stepwright event order-ORD-1 payment.received '{"amount": 90}' --id pay-17`,
    'stepwright event --key ORD-1 parcel.delivered',
  ].join('\n');
  withPlaceFlags(command, example).action(async (words: string[], flags: EventFlags) => {
    const { sendEvent } = await import('../send-event.ts');
    await sendEvent(words, flags);
  });
}

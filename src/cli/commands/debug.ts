import type { Command } from 'commander';

import { withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

export interface DebugFlags extends PlaceFlags {
  readonly step?: string;
  readonly interactive?: boolean;
}

export function registerDebug(program: Command): void {
  const command = program
    .command('debug')
    .argument('<run|file>', 'run id, or a history as JSON')
    .description('step through a past run without side effects: state, variables, what each expression gave')
    .option('--step <n|path>', 'one moment, by its number or as the last one of a step, with all that could be seen then')
    .option('--interactive', 'read commands from stdin also when it is no terminal');
  withPlaceFlags(command, 'stepwright debug order-ORD-1 --step charge').action(async (what: string, flags: DebugFlags) => {
    const { debugRun } = await import('../debug/debug-run.ts');
    await debugRun(what, flags);
  });
}

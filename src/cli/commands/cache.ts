import type { Command } from 'commander';

import { withStoreFlags } from '../flags.ts';
import type { StoreFlags } from '../flags.ts';

export interface CacheFlags extends StoreFlags {
  readonly definition?: string;
  readonly action?: string;
}

export function registerCache(program: Command): void {
  const command = program
    .command('cache')
    .description('results that steps keep: how often they were there, and how to be rid of them')
    .addHelpText('after', '\nExample:\n  stepwright cache stats');
  const stats = command.command('stats').description('hits and misses, by definition and action');
  withStoreFlags(withFilter(stats), 'stepwright cache stats --definition quotes').action(async (flags: CacheFlags) => {
    const { showCache } = await import('../cache-store.ts');
    await showCache(flags);
  });
  const clear = command.command('clear').description('forget results, so that the next equal call is made; what was counted stays');
  withStoreFlags(withFilter(clear), 'stepwright cache clear --action http.request').action(async (flags: CacheFlags) => {
    const { emptyCache } = await import('../cache-store.ts');
    await emptyCache(flags);
  });
}

function withFilter(command: Command): Command {
  return command
    .option('--definition <id>', 'of the steps of one definition')
    .option('--action <target.action>', 'of calls of one action, such as http.request');
}

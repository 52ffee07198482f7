import type { Command } from 'commander';

import { withStoreFlags, type StoreFlags } from '../flags.ts';

/** Which store, and how to answer. */
export interface StoreVerbFlags extends StoreFlags {
  readonly yes?: boolean;
}

type Run = (typeof import('../store-commands.ts'))['STORE_COMMANDS'];

/** `stepwright store VERB`. */
export function registerStore(program: Command): void {
  const store = program
    .command('store')
    .description('look after the store: where registry, dead letters, cache and history are kept (docs/storage.md)')
    .addHelpText('after', '\nExample:\n  stepwright store health');
  const verb = (usage: string, description: string, run: keyof Run): Command => {
    const command = store.command(usage).description(description);
    return withStoreFlags(command, `stepwright store ${usage.replaceAll(/[<>]/g, '')}`).action(async (...given: unknown[]) => {
      const { STORE_COMMANDS } = await import('../store-commands.ts');
      // commander: the argument if there is one, the flags, the command.
      const [flags, argument = ''] = given.slice(0, -1).toReversed() as [StoreVerbFlags, string?];
      await STORE_COMMANDS[run](flags, argument);
    });
  };
  verb('health', 'backend, version of the server, how long it takes to answer', 'health');
  verb('check', 'read everything and compare the indexes with the documents; exit code 1 when something is wrong', 'check');
  verb('export <file>', 'write everything to a file of JSON lines with checksums; - is stdout', 'export');
  verb('import <file>', 'add what an export holds, over documents of the same keys', 'import');
  verb('backup <file>', 'export to a file, and read it back to be sure', 'backup');
  verb('restore <file>', 'make the store hold what a backup holds, and nothing else', 'restore').option(
    '--yes',
    'even when the store is not empty',
  );
  verb('copy <url>', 'make the store of this URL hold what this one holds, and nothing else', 'copy').option(
    '--yes',
    'even when that store is not empty',
  );
  verb('migrate', "bring the store to this release's format and indexes", 'migrate');
}

import type { Command } from 'commander';

import { withOutputFlags } from '../flags.ts';
import type { StoreFlags } from '../secrets/open-vault.ts';

/** Secrets of the store; those of the environment and of files are kept where they are. */
export function registerSecrets(program: Command): void {
  const secrets = program
    .command('secrets')
    .description('secrets kept encrypted in the store: set, list, delete, rotate; no value is ever shown')
    .addHelpText('after', '\nExample:\n  stepwright secrets set API_TOKEN < token.txt');
  verb(secrets, 'set <name>', 'keep a secret: its value from stdin, or typed in without being shown').action(
    async (name: string, flags: StoreFlags) => (await commands()).setSecret(name, flags),
  );
  verb(secrets, 'list', 'names of the secrets and when they were set').action(async (flags: StoreFlags) =>
    (await commands()).listSecrets(flags),
  );
  verb(secrets, 'delete <name>', 'forget a secret').action(async (name: string, flags: StoreFlags) =>
    (await commands()).deleteSecret(name, flags),
  );
  verb(secrets, 'rotate', 'encrypt all anew with the first key of STEPWRIGHT_SECRET_KEY').action(async (flags: StoreFlags) =>
    (await commands()).rotateSecrets(flags),
  );
}

function commands() {
  return import('../secrets/manage-secrets.ts');
}

function verb(parent: Command, usage: string, description: string): Command {
  return withOutputFlags(parent.command(usage).description(description), `stepwright secrets ${usage.replace('<name>', 'API_TOKEN')}`)
    .option('--data <dir>', 'data folder; default: ./.stepwright (STEPWRIGHT_DATA)')
    .option('--store <url>', 'default: sqlite:DATA/store.db (STEPWRIGHT_STORE)');
}

import type { Command } from 'commander';

import { withOutputFlags } from '../flags.ts';
import type { StoreFlags } from '../secrets/open-vault.ts';

/** Secrets of the store; those of the environment and of files are kept where they are. */
export function registerSecrets(program: Command): void {
  const secrets = program
    .command('secrets')
    .description('secrets kept encrypted in the store: set, list, delete, rotate; no value is ever shown');
  secret(secrets, 'set', 'keep a secret: its value from stdin, or typed in without being shown', async (flags, name) => {
    const { setSecret } = await import('../secrets/manage-secrets.ts');
    await setSecret(name, flags);
  });
  secret(secrets, 'delete', 'forget a secret', async (flags, name) => {
    const { deleteSecret } = await import('../secrets/manage-secrets.ts');
    await deleteSecret(name, flags);
  });
  all(secrets, 'list', 'names of the secrets and when they were set', async (flags) => {
    const { listSecrets } = await import('../secrets/manage-secrets.ts');
    await listSecrets(flags);
  });
  all(secrets, 'rotate', 'encrypt all anew with the first key of STEPWRIGHT_SECRET_KEY', async (flags) => {
    const { rotateSecrets } = await import('../secrets/manage-secrets.ts');
    await rotateSecrets(flags);
  });
}

function secret(parent: Command, verb: string, description: string, run: (flags: StoreFlags, name: string) => Promise<void>): void {
  const command = parent.command(verb).argument('<name>', 'as in $secrets.NAME').description(description);
  withStoreFlags(command, `stepwright secrets ${verb} API_TOKEN`).action((name: string, flags: StoreFlags) => run(flags, name));
}

function all(parent: Command, verb: string, description: string, run: (flags: StoreFlags) => Promise<void>): void {
  withStoreFlags(parent.command(verb).description(description), `stepwright secrets ${verb}`).action(run);
}

function withStoreFlags(command: Command, example: string): Command {
  return withOutputFlags(command, example)
    .option('--data <dir>', 'data folder; default: ./.stepwright (STEPWRIGHT_DATA)')
    .option('--store <url>', 'default: sqlite:DATA/store.db (STEPWRIGHT_STORE)');
}

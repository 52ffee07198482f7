import { readConfig } from '../../../worker/config.ts';
import { StepwrightError } from '../../core/errors/stepwright-error.ts';
import { readSecretKeys } from '../../records/secret-keys.ts';
import { SecretVault } from '../../records/secret-vault.ts';
import { openStore } from '../../storage/open-store.ts';
import type { OutputFlags } from '../flags.ts';

/** Flags of commands that need the store alone. */
export interface StoreFlags extends OutputFlags {
  readonly data?: string;
  readonly store?: string;
}

/**
 * Does something with the secrets of the store.
 * @throws StepwrightError `MissingField` when no key is given
 */
export async function withVault<T>({ data, store: url }: StoreFlags, work: (vault: SecretVault) => Promise<T>): Promise<T> {
  const keys = readSecretKeys(process.env);
  if (keys === undefined) {
    throw new StepwrightError('MissingField', 'there is no key for the secrets of the store', {
      class: 'validation',
      hint: 'Make one (openssl rand -base64 32) and give it to this command and to the workers: STEPWRIGHT_SECRET_KEY, or STEPWRIGHT_SECRET_KEY_FILE.',
    });
  }
  const config = readConfig(process.env, { ...(data === undefined ? {} : { data }), ...(url === undefined ? {} : { store: url }) });
  const store = await openStore(config.store);
  try {
    return await work(new SecretVault(store, keys));
  } finally {
    await store.close();
  }
}

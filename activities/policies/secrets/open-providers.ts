import { resolve } from 'node:path';

import { StepwrightError } from '../../../src/core/errors/stepwright-error.ts';
import { readSecretKeys } from '../../../src/records/secret-keys.ts';
import { SecretVault } from '../../../src/records/secret-vault.ts';
import type { Store } from '../../../src/storage/store.ts';
import { EnvSecrets } from './env-secrets.ts';
import { FileSecrets } from './file-secrets.ts';
import type { SecretProvider } from './provider.ts';

export interface ProviderSources {
  /** `STEPWRIGHT_SECRETS`: any of `env`, `file:PATH` and `store`, separated by commas. @default env, and the store where there is a key for it */
  readonly spec?: string;
  readonly env: NodeJS.ProcessEnv;
  readonly store: Store;
  readonly warn: (message: string) => void;
}

/**
 * Who is asked for secrets, in this order.
 * @throws StepwrightError `InvalidValue` for a provider that does not exist, and for a store without a key
 */
export function openProviders(sources: ProviderSources): readonly SecretProvider[] {
  const { spec, env, store, warn } = sources;
  const keys = readSecretKeys(env);
  const named = spec?.split(',').map((each) => each.trim()) ?? ['env', ...(keys === undefined ? [] : ['store'])];
  return named
    .filter((each) => each !== '')
    .map((each) => {
      if (each === 'env') return new EnvSecrets(env);
      if (each.startsWith('file:')) return new FileSecrets(resolve(each.slice('file:'.length)), warn);
      if (each !== 'store')
        throw invalid(`STEPWRIGHT_SECRETS: there is no provider "${each}"`, 'write env, file:PATH and store, with commas');
      if (keys !== undefined) return new SecretVault(store, keys);
      throw invalid('STEPWRIGHT_SECRETS names the store, but there is no key', 'set STEPWRIGHT_SECRET_KEY or STEPWRIGHT_SECRET_KEY_FILE');
    });
}

function invalid(message: string, hint: string): StepwrightError {
  return new StepwrightError('InvalidValue', message, { class: 'validation', hint });
}

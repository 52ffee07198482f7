import type { SecretProvider } from './provider.ts';

const PREFIX = 'STEPWRIGHT_SECRET_';
/** Variables with our prefix that are no secrets of workflows: with them every stored secret could be read. */
const OURS: ReadonlySet<string> = new Set(['KEY', 'KEY_FILE']);

/** Secrets in environment variables: `STEPWRIGHT_SECRET_NAME`, and no others. */
export class EnvSecrets implements SecretProvider {
  readonly #env: NodeJS.ProcessEnv;

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  place(name: string): string {
    return OURS.has(name) ? `the environment (${PREFIX}${name} is not given to workflows)` : `the environment (${PREFIX}${name})`;
  }

  get(name: string): Promise<string | undefined> {
    return Promise.resolve(OURS.has(name) ? undefined : this.#env[PREFIX + name]);
  }
}

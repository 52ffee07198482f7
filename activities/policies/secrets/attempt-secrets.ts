import { SECRET_NAME } from '../../../src/core/definition/names.ts';
import { StepwrightError } from '../../../src/core/errors/stepwright-error.ts';
import { fillSecrets, secretsIn } from '../../../src/core/expression/secret-text.ts';
import type { FileAccess } from '../../../src/core/target/target.ts';
import { plainJson } from '../plain-json.ts';
import type { SecretProvider } from './provider.ts';
import { Redactor } from './redactor.ts';

/** The secrets of one attempt: what was asked for, and what must not leave it. */
export class AttemptSecrets {
  readonly #providers: readonly SecretProvider[];
  readonly #redactor = new Redactor();
  readonly #known = new Map<string, Promise<string>>();

  /** @param providers the first that knows a secret wins */
  constructor(providers: readonly SecretProvider[]) {
    this.#providers = providers;
  }

  /**
   * The secret's value; from now on it is replaced by its name in all that leaves the attempt.
   * @throws StepwrightError `SecretMissing` that says where it was looked for
   */
  get(name: string): Promise<string> {
    const known = this.#known.get(name) ?? this.#find(name);
    this.#known.set(name, known);
    return known;
  }

  /** Resolved params with their secrets in place. */
  async resolve(params: unknown): Promise<unknown> {
    const values = new Map<string, string>();
    for (const name of secretsIn(params)) values.set(name, await this.get(name));
    return values.size === 0 ? params : fillSecrets(params, (name) => values.get(name) ?? '');
  }

  redactText(text: string): string {
    return this.#redactor.text(text);
  }

  /** A value for those who look, as JSON carries it; left alone while there is nothing to hide. */
  redact<T>(value: T): T {
    return this.#redactor.idle ? value : (this.#redactor.json(plainJson(value)) as T);
  }

  /** Access to files that writes no secret. */
  guard(files: FileAccess): FileAccess {
    return {
      read: (ref) => files.read(ref),
      write: (name, content, contentType) => files.write(this.redactText(name), this.#redactor.bytes(content), contentType),
    };
  }

  async #find(name: string): Promise<string> {
    if (!SECRET_NAME.test(name)) {
      throw new StepwrightError('SecretMissing', `"${name.slice(0, 100)}" is not the name of a secret`, {
        class: 'auth',
        hint: 'a letter or "_", then letters, digits, "_" and "-"',
      });
    }
    for (const provider of this.#providers) {
      const value = await provider.get(name);
      if (value === undefined || value === '') continue;
      this.#redactor.add(name, value);
      return value;
    }
    const asked = this.#providers.map((provider) => provider.place(name)).join(', ');
    throw new StepwrightError('SecretMissing', `there is no secret "${name}"; asked: ${asked === '' ? 'nobody' : asked}`, {
      class: 'auth',
      hint: 'put it there, or name its provider in STEPWRIGHT_SECRETS; then run the step again',
    });
  }
}

import { SECRET_NAME } from '../core/definition/names.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { Collection, CollectionSpec, Store } from '../storage/store.ts';
import type { Sealed, SecretKeys } from './secret-keys.ts';

const SECRETS: CollectionSpec = { name: 'secrets' };
/** Characters. A secret is a word or a key, not a document. */
const LONGEST = 64 * 1024;

interface SecretRecord {
  readonly sealed: Sealed;
  /** Milliseconds since the epoch. */
  readonly changedAt: number;
}

/** What may be told of a stored secret. */
export interface SecretFacts {
  readonly name: string;
  readonly changedAt: Date;
  /** Sealed with the key that seals now. */
  readonly current: boolean;
}

/** Secrets in the store, each sealed under its name: who can read the store but has no key learns names and sizes. */
export class SecretVault {
  readonly #secrets: Collection<SecretRecord>;
  readonly #keys: SecretKeys;

  constructor(store: Pick<Store, 'collection'>, keys: SecretKeys) {
    this.#secrets = store.collection<SecretRecord>(SECRETS);
    this.#keys = keys;
  }

  place(): string {
    return 'the store (stepwright secrets set)';
  }

  /** @throws StepwrightError `InvalidValue` when no key of ours opens it */
  async get(name: string): Promise<string | undefined> {
    const found = await this.#secrets.get(name);
    return found === undefined ? undefined : this.#keys.open(name, found.value.sealed);
  }

  /** @throws StepwrightError `InvalidValue` for a name or a value that can't be one */
  async set(name: string, value: string, now: number): Promise<void> {
    if (!SECRET_NAME.test(name))
      throw invalid(`"${name}" is not the name of a secret`, 'a letter or "_", then letters, digits, "_" and "-"');
    if (value === '') throw invalid(`the secret "${name}" would be empty`, 'pipe its value in, or type it');
    if (value.length > LONGEST) throw invalid(`the secret "${name}" has ${value.length} characters, more than ${LONGEST}`, 'keep it short');
    await this.#secrets.put(name, { sealed: this.#keys.seal(name, value), changedAt: now });
  }

  /** False: there was none. */
  delete(name: string): Promise<boolean> {
    return this.#secrets.delete(name);
  }

  /** By name, in order. */
  async *list(): AsyncGenerator<SecretFacts> {
    for await (const { key, value } of this.#all()) {
      yield { name: key, changedAt: new Date(value.changedAt), current: value.sealed.keyId === this.#keys.id };
    }
  }

  /** Seals with the first key all that was sealed with another one; gives how many those were. Can be broken off and done again. */
  async rotate(): Promise<number> {
    let count = 0;
    for await (const { key, value, revision } of this.#all()) {
      if (value.sealed.keyId === this.#keys.id) continue;
      const sealed = this.#keys.seal(key, this.#keys.open(key, value.sealed));
      // One that was set meanwhile is sealed with the first key already.
      if ((await this.#secrets.put(key, { ...value, sealed }, { expected: revision })) !== undefined) count += 1;
    }
    return count;
  }

  async *#all(): AsyncGenerator<Awaited<ReturnType<Collection<SecretRecord>['list']>>['documents'][number]> {
    let cursor: string | undefined;
    do {
      const page = await this.#secrets.list(cursor === undefined ? {} : { cursor });
      yield* page.documents;
      cursor = page.next;
    } while (cursor !== undefined);
  }
}

function invalid(message: string, hint: string): StepwrightError {
  return new StepwrightError('InvalidValue', message, { class: 'validation', hint });
}

import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { StepwrightError } from '../core/errors/stepwright-error.ts';

/** Of the seal: a shorter one is easier to forge. */
const TAG_BYTES = 16;

/** Bytes of an AES-256 key. */
const KEY_LENGTH = 32;
/** Bytes, as GCM wants it. */
const IV_LENGTH = 12;
const MAKE_ONE = 'make one with: openssl rand -base64 32';

/** A text under AES-256-GCM; everything in Base64. */
export interface Sealed {
  /** Which key opens it; says nothing about the key. */
  readonly keyId: string;
  readonly iv: string;
  readonly tag: string;
  readonly data: string;
}

interface Key {
  readonly id: string;
  readonly bytes: Buffer;
}

/** The keys of the secrets in the store: the first seals, each opens what it sealed. */
export class SecretKeys {
  readonly #keys: readonly [Key, ...Key[]];

  /**
   * @param text keys of 32 bytes in Base64 or hexadecimal, separated by commas, spaces or lines
   * @throws StepwrightError `InvalidValue`; no key is quoted
   */
  constructor(text: string, source: string) {
    const keys = text.split(/[\s,]+/).filter((each) => each !== '');
    const [first, ...others] = keys.map((key) => keyOf(key, source));
    if (first === undefined) throw invalid(`${source} holds no key`);
    this.#keys = [first, ...others];
  }

  /** Of the key that seals. */
  get id(): string {
    return this.#keys[0].id;
  }

  /** `name` is bound to it: under another name it does not open. */
  seal(name: string, text: string): Sealed {
    const [{ id, bytes }] = this.#keys;
    const iv = randomBytes(IV_LENGTH);
    const cipher = createCipheriv('aes-256-gcm', bytes, iv).setAAD(Buffer.from(name));
    const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return { keyId: id, iv: iv.toString('base64'), tag: cipher.getAuthTag().toString('base64'), data: data.toString('base64') };
  }

  /** @throws StepwrightError `InvalidValue` when no key opens it, or it was tampered with */
  open(name: string, { keyId, iv, tag, data }: Sealed): string {
    const key = this.#keys.find(({ id }) => id === keyId);
    if (key === undefined) {
      throw new StepwrightError('InvalidValue', `the secret "${name}" was stored under another key (${keyId})`, {
        class: 'auth',
        hint: 'add that key after the new one in STEPWRIGHT_SECRET_KEY, then run stepwright secrets rotate',
      });
    }
    try {
      const decipher = createDecipheriv('aes-256-gcm', key.bytes, Buffer.from(iv, 'base64'), { authTagLength: TAG_BYTES }).setAAD(
        Buffer.from(name),
      );
      decipher.setAuthTag(Buffer.from(tag, 'base64'));
      return Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()]).toString('utf8');
    } catch {
      throw new StepwrightError('InvalidValue', `the secret "${name}" in the store was changed by somebody else`, {
        class: 'auth',
        hint: `set it again: stepwright secrets set ${name}`,
      });
    }
  }
}

/**
 * The keys that the environment gives: `STEPWRIGHT_SECRET_KEY`, or a file with them, `STEPWRIGHT_SECRET_KEY_FILE`.
 * @throws StepwrightError `InvalidValue`
 */
export function readSecretKeys(env: NodeJS.ProcessEnv): SecretKeys | undefined {
  const { STEPWRIGHT_SECRET_KEY: keys = '', STEPWRIGHT_SECRET_KEY_FILE: file = '' } = env;
  if (keys.trim() !== '') return new SecretKeys(keys, 'STEPWRIGHT_SECRET_KEY');
  return file.trim() === '' ? undefined : new SecretKeys(textOf(file.trim()), `the key file ${file.trim()}`);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new StepwrightError('InvalidValue', `the key file ${file} can't be read`, { class: 'validation', hint: MAKE_ONE, cause });
  }
}

function keyOf(text: string, source: string): Key {
  const bytes = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  if (bytes.length !== KEY_LENGTH) throw invalid(`a key in ${source} has ${bytes.length} bytes instead of ${KEY_LENGTH}`);
  return { id: createHash('sha256').update('stepwright secret key').update(bytes).digest('hex').slice(0, 12), bytes };
}

function invalid(message: string): StepwrightError {
  return new StepwrightError('InvalidValue', message, { class: 'validation', hint: MAKE_ONE });
}

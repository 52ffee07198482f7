import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { FileAccess, FileRef } from '../core/target/target.ts';
import type { PayloadStore, PayloadUser } from './payload-store.ts';

const REF = /^sha256:([0-9a-f]{64})$/;

/** The files that travel by reference. */
export class PayloadFiles implements FileAccess {
  readonly #payloads: PayloadStore;
  readonly #user: () => PayloadUser;

  /** @param user who writes now */
  constructor(payloads: PayloadStore, user: () => PayloadUser = () => ({})) {
    this.#payloads = payloads;
    this.#user = user;
  }

  async write(name: string, content: Uint8Array, contentType?: string): Promise<FileRef> {
    const hash = await this.#payloads.write('files', content, this.#user());
    return { $file: `sha256:${hash}`, name, size: content.byteLength, ...(contentType === undefined ? {} : { contentType }) };
  }

  /** @throws StepwrightError `InvalidValue` for something else than a reference, `NotFound` when its content is not there */
  async read({ $file, name }: FileRef): Promise<Uint8Array> {
    const hash = REF.exec($file)?.[1];
    if (hash === undefined)
      throw new StepwrightError('InvalidValue', `${JSON.stringify($file)} is not a file reference`, { class: 'validation' });
    const bytes = await this.#payloads.read('files', hash);
    if (bytes === undefined)
      throw new StepwrightError('NotFound', `the content of file ${name} is neither in the store nor in the data folder`, { hint: SHARE });
    return bytes;
  }
}

/** What to do when a payload is not there. */
export const SHARE =
  'Clients and workers must share one store (--store postgres://…) or one data folder (--data); stepwright payloads clean deletes what is old.';

/** Whether a value is a file reference. */
export function isFileRef(value: unknown): value is FileRef {
  if (typeof value !== 'object' || value === null) return false;
  const { $file, name, size } = value as Readonly<Record<string, unknown>>;
  return typeof $file === 'string' && REF.test($file) && typeof name === 'string' && typeof size === 'number';
}

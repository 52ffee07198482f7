import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { FileAccess, FileRef } from '../core/target/target.ts';
import { writeAtomically } from './atomic-write.ts';

const REF = /^sha256:([0-9a-f]{64})$/;

/** The files of a data folder that travel by reference: `DATA/payloads/files/<sha256>`, one for each content. */
export class PayloadFolder implements FileAccess {
  readonly #folder: string;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'payloads', 'files');
  }

  async write(name: string, content: Uint8Array, contentType?: string): Promise<FileRef> {
    const hash = createHash('sha256').update(content).digest('hex');
    const path = join(this.#folder, hash);
    if (!(await exists(path))) await writeAtomically(path, content);
    return { $file: `sha256:${hash}`, name, size: content.byteLength, ...(contentType === undefined ? {} : { contentType }) };
  }

  /** @throws StepwrightError `InvalidValue` for something else than a reference, `NotFound` when its content is not in this folder */
  async read({ $file, name }: FileRef): Promise<Uint8Array> {
    const hash = REF.exec($file)?.[1];
    if (hash === undefined)
      throw new StepwrightError('InvalidValue', `${JSON.stringify($file)} is not a file reference`, { class: 'validation' });
    try {
      return await readFile(join(this.#folder, hash));
    } catch (error) {
      throw new StepwrightError('NotFound', `the content of file ${name} is not in the data folder`, {
        hint: 'clients and workers must share one data folder (--data)',
        cause: error,
      });
    }
  }
}

/** Whether a value is a file reference. */
export function isFileRef(value: unknown): value is FileRef {
  if (typeof value !== 'object' || value === null) return false;
  const { $file, name, size } = value as Readonly<Record<string, unknown>>;
  return typeof $file === 'string' && REF.test($file) && typeof name === 'string' && typeof size === 'number';
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

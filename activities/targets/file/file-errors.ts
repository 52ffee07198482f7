import { StepwrightError } from '../../../src/core/errors/stepwright-error.ts';
import { notFound } from '../not-found.ts';

const MEANING: Readonly<Record<string, string>> = {
  EISDIR: 'is a folder',
  ENOTDIR: 'leads through something that is no folder',
  ENOTEMPTY: 'is a folder that is not empty',
  EEXIST: 'is there already',
};

/** Runs file operations; says what failed by the definition's path, not by where it lies on this machine. */
export async function namingPath<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'ENOENT') throw notFound('file', path);
    const meaning = MEANING[code];
    if (meaning === undefined) throw error;
    throw new StepwrightError(code, `${JSON.stringify(path)} ${meaning}`, { class: 'permanent' });
  }
}

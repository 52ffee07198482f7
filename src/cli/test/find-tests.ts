import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

import { StepwrightError } from '../../core/errors/stepwright-error.ts';

const TEST = /\.test\.(?:ya?ml|json)$/i;
const NOT_LOOKED_INTO: ReadonlySet<string> = new Set(['node_modules', 'dist', 'coverage']);

/**
 * The test files below some paths, sorted, relative to where we are; a file that is named is taken whatever its name.
 * @throws StepwrightError `InvalidValue` for a path that is not there, or when there is no test file at all
 */
export function findTests(paths: readonly string[]): readonly string[] {
  const found = new Set(paths.flatMap((path) => (isFolder(path) ? below(path) : [path])));
  if (found.size > 0) return [...found].map((file) => relative('', file)).sort();
  throw new StepwrightError('InvalidValue', `there is no test file below ${paths.join(', ')}`, {
    class: 'validation',
    hint: 'Tests of order.workflow.yaml are in order.test.yaml beside it.',
  });
}

function below(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name.startsWith('.') || NOT_LOOKED_INTO.has(entry.name) ? [] : below(path);
    return TEST.test(entry.name) ? [path] : [];
  });
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw new StepwrightError('InvalidValue', `there is no file or folder ${path}`, {
      class: 'validation',
      hint: 'Paths are relative to the folder you are in.',
      cause: error,
    });
  }
}

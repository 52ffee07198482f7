import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';

import { StepwrightError } from '../../core/errors/stepwright-error.ts';
import { packageRoot } from '../package-version.ts';
import { projectFiles } from './project-files.ts';

/**
 * Writes a new project into `dir` and gives the names of its files. Nothing is written when one of them is there already.
 * @throws StepwrightError `InvalidValue` that names the files in the way.
 */
export async function makeProject(dir: string): Promise<readonly string[]> {
  const folder = resolve(dir);
  const files = projectFiles({ folder: basename(folder), ...ownDependencies() });
  const inTheWay = files.filter(({ path }) => existsSync(join(folder, path)));
  if (inTheWay.length > 0) {
    throw new StepwrightError('InvalidValue', `${dir} already has ${inTheWay.map(({ path }) => path).join(', ')}`, {
      class: 'validation',
      hint: 'Nothing was written. Name a folder that is not there yet, as in stepwright init hello.',
    });
  }
  try {
    await mkdir(folder, { recursive: true });
    await Promise.all(files.map(({ path, content }) => writeFile(join(folder, path), content, { flag: 'wx' })));
  } catch (error) {
    throw new StepwrightError('InvalidValue', `${dir} cannot be written: ${(error as Error).message}`, {
      class: 'validation',
      hint: 'Name a folder you may write to.',
      cause: error,
    });
  }
  return files.map(({ path }) => path);
}

/** This package, from a registry or from the checkout it runs from, and the zod it uses. */
function ownDependencies(): { readonly stepwright: string; readonly zod: string } {
  const root = packageRoot();
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly version: string;
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const installed = root.includes(`${sep}node_modules${sep}`);
  return { stepwright: installed ? own.version : `file:${root}`, zod: own.dependencies['zod'] ?? '*' };
}

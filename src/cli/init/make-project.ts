import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join, resolve, sep } from 'node:path';

import { StepwrightError } from '../../core/errors/stepwright-error.ts';
import { packageRoot } from '../package-version.ts';
import { projectFiles } from './project-files.ts';

/** Files of a folder that is in use already; they stay as they are. */
const LEFT_ALONE: ReadonlySet<string> = new Set(['package.json', 'README.md', '.gitignore']);

/**
 * Writes a new project into `dir` and gives the names of the files it wrote. A package.json, README or .gitignore that is there stays
 * as it is; nothing is written when another file is in the way.
 * @throws StepwrightError `InvalidValue` that names the files in the way.
 */
export async function makeProject(dir: string): Promise<readonly string[]> {
  const folder = resolve(dir);
  const all = projectFiles({ folder: basename(folder), ...ownDependencies() });
  const inTheWay = all.filter(({ path }) => !LEFT_ALONE.has(path) && existsSync(join(folder, path)));
  if (inTheWay.length > 0) {
    throw refuse(
      `${dir} already has ${inTheWay.map(({ path }) => path).join(' and ')}`,
      'Name a folder that is not there yet, as in stepwright init hello.',
    );
  }
  const files = all.filter(({ path }) => !existsSync(join(folder, path)));
  try {
    await mkdir(folder, { recursive: true });
    await Promise.all(files.map(({ path, content }) => writeFile(join(folder, path), content, { flag: 'wx' })));
  } catch (error) {
    throw refuse(`${dir} cannot be written: ${(error as Error).message}`, 'Name a folder you may write to.', error);
  }
  return files.map(({ path }) => path);
}

/** False where a folder above has this package installed already. */
export function needsInstall(dir: string): boolean {
  try {
    createRequire(join(resolve(dir), 'package.json')).resolve('stepwright/package.json');
    return false;
  } catch {
    return true;
  }
}

function refuse(message: string, hint: string, cause?: unknown): StepwrightError {
  return new StepwrightError('InvalidValue', message, { class: 'validation', hint, ...(cause === undefined ? {} : { cause }) });
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

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { builtBundle, workflowBundleOptions } from './bundle-options.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Path of the workflow bundle: the package's own, or one built from the sources and kept until they change. */
export async function workflowBundle(): Promise<{ readonly codePath: string }> {
  const built = builtBundle();
  if (built !== undefined) return { codePath: built };
  const codePath = join(ROOT, 'node_modules', '.cache', 'stepwright', `workflow-bundle-${await sourcesHash()}.js`);
  if (!existsSync(codePath)) await build(codePath);
  return { codePath };
}

async function build(codePath: string): Promise<void> {
  const { code } = await bundleWorkflowCode({ ...workflowBundleOptions(), logger: QUIET });
  await mkdir(dirname(codePath), { recursive: true });
  const temporary = `${codePath}.${process.pid}`;
  await writeFile(temporary, code);
  await rename(temporary, codePath);
}

/** Names, sizes and times of everything that enters the bundle. */
async function sourcesHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of ['workflows', 'src/core']) {
    const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    for (const file of files.sort()) {
      const { mtimeMs, size } = await stat(file);
      hash.update(`${file}:${mtimeMs}:${size}\n`);
    }
  }
  return hash.digest('hex').slice(0, 16);
}

const ignore = (): void => undefined;
const QUIET = { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

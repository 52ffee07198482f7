import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { tsImport } from 'tsx/esm/api';

import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { Target } from '../core/target/target.ts';
import { resolveOwnPackage } from './own-package.ts';

/** What a targets file gives. */
export interface TargetsFile {
  /** Its default export, as a list. */
  readonly targets: readonly Target[];
  /** Its export `definitions`; empty when there is none. */
  readonly definitions: readonly WorkflowDefinition[];
  /** The file itself and every file of the project that it imports: what to watch. */
  readonly files: readonly string[];
}

/**
 * Loads a file with targets, TypeScript or JavaScript. Loading it again after a change gives the new version.
 * `stepwright` and `zod` resolve to this package's own when the file's project has not installed them.
 * @throws StepwrightError `InvalidValue` when there is no such file, it does not load or exports something else.
 */
export async function loadTargets(path: string): Promise<TargetsFile> {
  const file = resolve(path);
  if (!existsSync(file)) throw refuse(`there is no targets file ${path}`, 'Paths are relative to the folder you are in.');
  if (statSync(file).isDirectory()) throw refuse(`${path} is a folder`, 'Name the file in it that exports the targets.');
  resolveOwnPackage();
  const files = new Set([file]);
  const module = await importFresh(file, files);
  const targets = targetsOf(module['default'], path);
  // Nobody imports them here.
  for (const { actions } of targets)
    for (const { cpu } of Object.values(actions)) if (cpu !== undefined) files.add(fileURLToPath(cpu.module));
  return { targets, definitions: definitionsOf(module['definitions'], path), files: [...files] };
}

async function importFresh(file: string, files: Set<string>): Promise<Readonly<Record<string, unknown>>> {
  const onImport = (url: string): void => {
    const [path = ''] = url.split('?', 1);
    if (path.startsWith('file:') && !path.includes('/node_modules/')) files.add(new URL(path).pathname);
  };
  try {
    return (await tsImport(pathToFileURL(file).href, { parentURL: import.meta.url, onImport })) as Readonly<Record<string, unknown>>;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw refuse(`${file} cannot be loaded: ${message}`, 'Correct the file; it must run by itself in Node.', error);
  }
}

function targetsOf(exported: unknown, path: string): readonly Target[] {
  const list: readonly unknown[] = Array.isArray(exported) ? exported : [exported];
  for (const value of list) {
    if (!isTarget(value)) {
      throw refuse(
        `${path}: the default export must be a target or a list of targets`,
        `Write export default defineTarget('name', { actions: { … } }).`,
      );
    }
  }
  return list as readonly Target[];
}

function isTarget(value: unknown): value is Target {
  if (typeof value !== 'object' || value === null) return false;
  const { name, actions } = value as { readonly name?: unknown; readonly actions?: unknown };
  return typeof name === 'string' && typeof actions === 'object' && actions !== null;
}

function definitionsOf(exported: unknown, path: string): readonly WorkflowDefinition[] {
  const list: readonly unknown[] = exported === undefined ? [] : Array.isArray(exported) ? exported : [exported];
  const good = list.every(
    (value) => typeof value === 'object' && value !== null && typeof (value as { readonly id?: unknown }).id === 'string',
  );
  if (!good) throw refuse(`${path}: the export "definitions" must be a list of workflow definitions`, 'Each is an object with an id.');
  return list as readonly WorkflowDefinition[];
}

function refuse(message: string, hint: string, cause?: unknown): StepwrightError {
  return new StepwrightError('InvalidValue', message, { class: 'validation', hint, ...(cause === undefined ? {} : { cause }) });
}

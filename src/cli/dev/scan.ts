import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { StepwrightError } from '../../core/errors/stepwright-error.ts';

/** Files that `dev` and `worker` take, by what they hold; absolute paths, sorted. */
export interface ScannedFiles {
  readonly definitions: readonly string[];
  readonly targets: readonly string[];
  /** Every folder looked into. */
  readonly folders: readonly string[];
}

const DEFINITION = /\.(?:ya?ml|json)$/i;
const TESTS = /\.test\.(?:ya?ml|json)$/i;
const TARGETS = /\.(?:ts|mts|js|mjs)$/i;
/** In a folder only files that say so in their name are taken. */
const NAMED_DEFINITION = /\.workflow\.(?:ya?ml|json)$/i;
const NAMED_TARGETS = /(?:^|[.-])targets\.(?:ts|mts|js|mjs)$/i;
const NOT_LOOKED_INTO: ReadonlySet<string> = new Set(['node_modules', 'dist', 'coverage']);

export interface ScanPaths {
  readonly paths: readonly string[];
  /** A folder in which every YAML and JSON file may be a definition, whatever its name; but for test files. */
  readonly definitionsDir?: string | undefined;
}

/**
 * The files below `paths`: a file named itself is taken by its ending; of a folder, `*.workflow.yaml|yml|json` and `targets.ts|js`,
 * `*.targets.ts|js`.
 * @throws StepwrightError `InvalidValue` for a path that is not there or of no use.
 */
export function scan({ paths, definitionsDir }: ScanPaths): ScannedFiles {
  const found: Found = { definitions: new Set(), targets: new Set(), folders: new Set() };
  for (const path of paths) {
    const absolute = resolve(path);
    const kind = kindOf(absolute, path);
    if (kind === 'folder') scanFolder(absolute, found, NAMED_DEFINITION);
    else if (DEFINITION.test(absolute)) found.definitions.add(absolute);
    else if (TARGETS.test(absolute)) found.targets.add(absolute);
    else throw refuse(`${path} is neither a definition nor a file with targets`, 'Name .yaml, .yml, .json, .ts or .js files, or folders.');
  }
  if (definitionsDir !== undefined) scanFolder(definitionsDir, found, DEFINITION);
  return { definitions: [...found.definitions].sort(), targets: [...found.targets].sort(), folders: [...found.folders].sort() };
}

interface Found {
  readonly definitions: Set<string>;
  readonly targets: Set<string>;
  readonly folders: Set<string>;
}

function scanFolder(folder: string, found: Found, definition: RegExp): void {
  found.folders.add(folder);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith('.') && !NOT_LOOKED_INTO.has(entry.name)) scanFolder(path, found, definition);
    } else if (definition.test(entry.name) && !TESTS.test(entry.name)) found.definitions.add(path);
    else if (NAMED_TARGETS.test(entry.name)) found.targets.add(path);
  }
}

function kindOf(absolute: string, path: string): 'folder' | 'file' {
  try {
    return statSync(absolute).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    throw refuse(`there is no file or folder ${path}`, 'Paths are relative to the folder you are in.', error);
  }
}

function refuse(message: string, hint: string, cause?: unknown): StepwrightError {
  return new StepwrightError('InvalidValue', message, { class: 'validation', hint, ...(cause === undefined ? {} : { cause }) });
}

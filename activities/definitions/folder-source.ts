import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { parseDefinition } from '../../src/core/definition/parse.ts';
import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';
import type { DefinitionRef } from '../../src/core/definition/workflow-ref.ts';
import { chooseVersion } from '../../src/files/choose-version.ts';
import type { DefinitionSource } from './source.ts';

interface Found {
  readonly id: string;
  readonly version: string | undefined;
  readonly value: unknown;
}

const DEFINITION = /\.(?:ya?ml|json)$/;
const SKIPPED = /^(?:node_modules|dist|\..*)$/;

/** Definitions in the files of a folder and those below it: every YAML or JSON file that has an `id`. Read anew at each call. */
export class FolderSource implements DefinitionSource {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async find({ id, version }: DefinitionRef): Promise<unknown> {
    const all = await this.#scan();
    const named = all.filter((each) => each.id === id);
    const chosen = chooseVersion(
      named.flatMap((each) => each.version ?? []),
      version,
    );
    // One without a version is the latest only where none has one.
    const best = named.find((each) => each.version === chosen);
    if (best !== undefined && (chosen !== undefined || version === undefined)) return best.value;
    const versions = named.map((each) => each.version ?? 'without a version');
    const ids = [...new Set(all.map((each) => each.id))].sort();
    throw unknownDefinition({ id, ...(version === undefined ? {} : { version }) }, hintOf(this.#folder, versions, ids));
  }

  async #scan(): Promise<readonly Found[]> {
    const files = await filesBelow(this.#folder);
    const found = await Promise.all(files.map(async (file) => read(file)));
    return found.filter((each) => each !== undefined);
  }
}

/** For a worker without a folder of definitions. */
export const noSource: DefinitionSource = {
  find: (ref) => Promise.reject(unknownDefinition(ref, 'start the worker with --definitions DIR, or send the whole definition')),
};

function unknownDefinition({ id, version }: DefinitionRef, hint: string): StepwrightError {
  return new StepwrightError('UnknownDefinition', `there is no definition ${id}${version === undefined ? '' : `@${version}`}`, {
    class: 'validation',
    hint,
  });
}

function hintOf(folder: string, versions: readonly string[], ids: readonly string[]): string {
  if (versions.length > 0) return `there are: ${versions.join(', ')}`;
  return ids.length === 0 ? `no file below ${folder} holds a definition` : `known: ${ids.slice(0, 20).join(', ')}`;
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const nested = entries
    .filter((entry) => entry.isDirectory() && !SKIPPED.test(entry.name))
    .map((entry) => filesBelow(join(folder, entry.name)));
  const here = entries.filter((entry) => entry.isFile() && DEFINITION.test(entry.name)).map((entry) => join(folder, entry.name));
  return [...here.sort(), ...(await Promise.all(nested)).flat()];
}

/** A file that is no definition, or a broken one, is passed over: it must not stop the others. */
async function read(file: string): Promise<Found | undefined> {
  const { value } = parseDefinition(await readFile(file, 'utf8').catch(() => ''), { file });
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, version } = value as { readonly id?: unknown; readonly version?: unknown };
  return typeof id === 'string' ? { id, version: typeof version === 'string' ? version : undefined, value } : undefined;
}

import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { KINDS } from '../../src/core/definition/shapes.ts';

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** Names of a folder's files, the extension and tests left out. */
function names(folder: string, extension: string): readonly string[] {
  const files = readdirSync(new URL(`../../${folder}`, import.meta.url));
  return files.filter((file) => file.endsWith(extension) && !file.includes('.test')).map((file) => file.slice(0, -extension.length));
}

/** `forEach` lives in `for-each`. */
function fileOf(kind: string): string {
  return kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The types are the list that all others follow. */
const kinds = [...read('src/core/definition/step.ts').matchAll(/^ {2}readonly (\w+): \w+Step;$/gm)].map(([, kind = '']) => kind);
const files = kinds.map(fileOf).toSorted();
const runners = names('src/core/interpreter/steps', '.ts').filter((name) => name !== 'runners');

describe('a step kind is the same word in every room', () => {
  it('types: there are kinds, each once', () => {
    expect(kinds).toContain('action');
    expect(new Set(kinds).size).toBe(kinds.length);
  });

  it('definition: a file for each kind, and none beside', () => {
    expect(names('src/core/definition/steps', '.ts').toSorted()).toEqual(files);
  });

  it.each(kinds)('schema: the file of %s checks for its name', (kind) => {
    expect(read(`src/core/definition/steps/${fileOf(kind)}.ts`)).toMatch(new RegExp(`type: z\\.literal\\('${kind}'\\)`));
  });

  it('validation: the shape of each kind, and none beside', () => {
    expect(Object.keys(KINDS).toSorted()).toEqual(kinds.toSorted());
  });

  it('runners: each is of a kind, and is registered', () => {
    expect(files).toEqual(expect.arrayContaining([...runners]));
    const registered = [...read('src/core/interpreter/steps/runners.ts').matchAll(/^ {2}(\w+): run\w+,$/gm)].map(([, kind = '']) =>
      fileOf(kind),
    );
    expect(registered.toSorted()).toEqual(runners.toSorted());
  });

  it('docs: a page for each kind that runs, and none for a kind that does not exist', () => {
    const pages = names('docs/steps', '.md').filter((name) => name !== 'README');
    expect(pages).toEqual(expect.arrayContaining([...runners]));
    expect(files).toEqual(expect.arrayContaining([...pages]));
  });
});

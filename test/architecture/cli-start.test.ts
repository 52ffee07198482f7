import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

/** Packages that load in milliseconds and need nothing. */
const PURE = new Set(['@cfworker/json-schema', '@marcbachmann/cel-js', 'commander', 'jsonata', 'picocolors', 're2js', 'yaml', 'zod']);

/** All that Node has to load before a module runs: what is imported on demand is left out. */
async function loadedWith(entry: string): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    metafile: true,
    write: false,
    outdir: 'out',
  });
  const loaded = new Set<string>([entry]);
  for (const file of loaded) {
    for (const { path, kind } of metafile.inputs[file]?.imports ?? []) if (kind !== 'dynamic-import') loaded.add(path);
  }
  return [...loaded];
}

const packagesOf = (loaded: readonly string[]): readonly string[] =>
  loaded.filter((path) => !path.startsWith('src/') && !path.startsWith('node:'));
const roomsOf = (loaded: readonly string[]): ReadonlySet<string> =>
  new Set(loaded.filter((path) => path.startsWith('src/')).map((path) => path.split('/', 2).join('/')));

describe('what the command line loads at its start', () => {
  it('is commander and the table of commands, no definition', async () => {
    const loaded = await loadedWith('src/cli/main.ts');
    expect(packagesOf(loaded)).toEqual(['commander', 'picocolors']);
    expect(loaded.filter((path) => path.startsWith('src/core/definition'))).toEqual([]);
  });

  it('is, for validate, pure code: no Temporal, no store, no targets', async () => {
    const loaded = await loadedWith('src/cli/validate-files.ts');
    expect(packagesOf(loaded).filter((name) => !PURE.has(name))).toEqual([]);
    expect([...roomsOf(loaded)].sort()).toEqual(['src/cli', 'src/core']);
  });
});

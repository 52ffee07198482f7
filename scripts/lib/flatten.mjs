import { dirname, join, relative } from 'node:path';

import { ROOT } from './run.mjs';

/**
 * Modules that Node would put together from hundreds of files, at about half a millisecond each: each becomes one file with all it
 * imports. That has no state and no classes that others ask for (test/architecture/cli-start.test.ts), so a second copy does no harm.
 */
const FLAT = ['src/cli/main.js', 'src/cli/validate-files.js', 'src/storage/sql/sqlite.js'];

/** Rewrites these modules in dist/ where they stand; what they import on demand stays a file of its own. */
export async function flatten() {
  // The scripts that install it are loaded before it is there.
  const { build } = await import('esbuild');
  for (const module of FLAT) {
    const outfile = join(ROOT, 'dist', module);
    await build({
      absWorkingDir: ROOT,
      entryPoints: [outfile],
      outfile,
      allowOverwrite: true,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      // Native code stays where it is.
      external: ['libsql'],
      // Packages in CommonJS ask for Node's own modules.
      banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
      plugins: [onDemand(dirname(outfile))],
      logLevel: 'warning',
    });
  }
}

function onDemand(folder) {
  return {
    name: 'on-demand',
    setup(bundle) {
      bundle.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined;
        const file = relative(folder, join(resolveDir, path));
        return { path: file.startsWith('.') ? file : `./${file}`, external: true };
      });
    },
  };
}

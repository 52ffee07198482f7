import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

import { ROOT } from './run.mjs';

const DIST = join(ROOT, 'dist');

/** What is imported by its name, run by Node, or forked: these keep their places. */
const ENTRIES = [
  'src/index.js',
  'src/testing/index.js',
  'src/cli/main.js',
  'worker/create-worker.js',
  'worker/main.js',
  'activities/cpu/process.js',
  'activities/cpu/thread.js',
];

/** Native code, what must be the same module for users and us, and what is installed or loaded only by who uses it. */
const EXTERNAL = ['@temporalio/*', 'libsql', 'mongodb', 'pg', 'redis', 'tsx', '@viz-js/viz'];

/**
 * Puts the JavaScript in dist/ together: some two hundred files in place of many hundred of ours and of the libraries, which Node would load at
 * about half a millisecond each (docs/decisions/0013). A module is in one file only, so that its classes and its state are one.
 */
export async function bundlePackage() {
  // The scripts that install it are loaded before it is there.
  const { build } = await import('esbuild');
  const { metafile } = await build({
    absWorkingDir: DIST,
    entryPoints: ENTRIES,
    outdir: DIST,
    outbase: DIST,
    allowOverwrite: true,
    bundle: true,
    splitting: true,
    metafile: true,
    chunkNames: 'chunks/[name]-[hash]',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: EXTERNAL,
    // Packages in CommonJS ask for Node's own modules. What is here is not looked at by `define`.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module';\nconst chunkUrl = import.meta.url;\nconst require = requireFrom(chunkUrl);",
    },
    define: { 'import.meta.url': 'ownUrl' },
    plugins: [ownUrls],
    logLevel: 'warning',
  });
  const kept = new Set([...Object.keys(metafile.outputs), 'workflow-bundle.js']);
  for (const file of readdirSync(DIST, { recursive: true }).map(slashed))
    if (file.endsWith('.js') && !kept.has(file)) rmSync(join(DIST, file));
}

/** A module's `import.meta.url` stays that of the place it was written for, whichever file it comes to be in. */
const ownUrls = {
  name: 'own-urls',
  setup(bundle) {
    bundle.onLoad({ filter: /\.m?js$/ }, ({ path }) => {
      const code = readFileSync(path, 'utf8');
      if (!code.includes('import.meta.url')) return undefined;
      const place = slashed(relative(DIST, path));
      const url = place.startsWith('..') ? 'chunkUrl' : `chunkUrl.replace(/(.*\\/dist\\/).*/, ${JSON.stringify(`$1${place}`)})`;
      return { contents: `const ownUrl = ${url};\n${code}` };
    });
  },
};

function slashed(path) {
  return path.split(sep).join('/');
}

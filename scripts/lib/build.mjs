import { chmodSync, existsSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { bundlePackage } from './bundle-package.mjs';
import { Told } from './report.mjs';
import { nodeScript, ROOT, run } from './run.mjs';

const SOURCES = [
  'src',
  'workflows',
  'activities',
  'worker',
  'scripts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
];
const STAMP = join(ROOT, 'dist', '.built');

/** Compiles to dist/, and bundles ahead of time: the workflow code, which saves every worker a second, and everything else. */
export async function build() {
  const begun = new Date();
  rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
  for (const command of [
    nodeScript('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'),
    nodeScript('scripts/build-bundle.mjs'),
  ]) {
    const { code, output } = await run(...command);
    if (code !== 0) throw new Told(`the build failed:\n${output}`);
  }
  await bundlePackage();
  chmodSync(join(ROOT, 'dist/src/cli/main.js'), 0o755);
  writeFileSync(STAMP, '');
  // A source that was saved meanwhile is newer.
  utimesSync(STAMP, begun, begun);
}

/** True when a source is newer than dist/. */
export function isStale() {
  if (!existsSync(STAMP)) return true;
  const built = statSync(STAMP).mtimeMs;
  return SOURCES.some((source) => newest(join(ROOT, source)) > built);
}

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return /\.test(?:-d)?\.(?:ts|mjs)$/.test(path) ? 0 : stat.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), stat.mtimeMs);
}

// What `npm run check` looks at. Each check counts as one.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from './build.mjs';
import { say, task, Told } from './report.mjs';
import { nodeScript, run } from './run.mjs';

const CHECKS = {
  lint: () => program(nodeScript('node_modules/oxlint/bin/oxlint')),
  format: () => program(nodeScript('node_modules/oxfmt/bin/oxfmt', '--check')),
  types: () => program(nodeScript('node_modules/typescript/bin/tsc', '--noEmit', '-p', '.')),
  rings: () => program(nodeScript('scripts/rings.mjs')),
  'dead code': () => program(nodeScript('node_modules/knip/bin/knip.js', '--no-progress')),
  build: () => build(),
  package: () => checkPackage(),
};

/** Runs all checks, the failed ones' output included. */
export async function runChecks() {
  const failed = [];
  for (const [name, check] of Object.entries(CHECKS)) {
    try {
      await task(name, check);
    } catch (error) {
      if (!(error instanceof Told)) throw error;
      say(error.message);
      failed.push(name);
    }
  }
  return { passed: Object.keys(CHECKS).length - failed.length, failed: failed.length };
}

async function program(command) {
  const { code, output } = await run(...command);
  if (code !== 0) throw new Told(output.trim());
}

/** What a user installs: the packed package, its entries and their types. */
async function checkPackage() {
  const folder = mkdtempSync(join(tmpdir(), 'stepwright-pack-'));
  try {
    await program(['npm', ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder]]);
    const [tarball] = readdirSync(folder);
    if (tarball === undefined) throw new Told('npm pack made no file');
    await program(nodeScript('node_modules/publint/src/cli.js', '--strict', join(folder, tarball)));
    await program(nodeScript('node_modules/@arethetypeswrong/cli/dist/index.js', '--profile', 'esm-only', join(folder, tarball)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

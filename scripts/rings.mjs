// Runs the rules of .dependency-cruiser*.cjs over the whole repository; exits 1 on a violation or when too few modules were seen.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { cruise } from 'dependency-cruiser';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = ['src', 'workflows', 'activities', 'worker', 'test', 'examples', 'bench'];
const CONFIGS = ['.dependency-cruiser.cjs', '.dependency-cruiser-run-time.cjs'];

/** A TypeScript that the cruiser does not understand makes it see nothing and find nothing wrong. */
const FEWEST_MODULES = 100;

process.chdir(root);
let failed = false;
for (const file of CONFIGS) {
  const { forbidden, options } = require(`../${file}`);
  const result = await cruise(FOLDERS, { ...options, ruleSet: { forbidden }, validate: true }, undefined, {
    tsConfig: extractTsConfig('tsconfig.json'),
  });
  const { violations, totalCruised } = result.output.summary;
  for (const { rule, from, to } of violations) console.log(`${rule.name}: ${from} → ${to}`);
  console.log(`${file}: ${totalCruised} modules, ${violations.length} violations`);
  if (totalCruised < FEWEST_MODULES) console.log(`only ${totalCruised} modules were seen, at least ${FEWEST_MODULES} were expected`);
  failed ||= violations.length > 0 || totalCruised < FEWEST_MODULES;
}
process.exit(failed ? 1 : 0);

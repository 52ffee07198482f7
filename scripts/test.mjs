// npm test: set-up, all checks, all tests. The last line is `N passed, N failed`; each check counts as one. Arguments go to vitest.
import { runChecks } from './lib/checks.mjs';
import { main } from './lib/main.mjs';
import { say } from './lib/report.mjs';
import { setUp } from './lib/setup.mjs';
import { runTests } from './lib/tests.mjs';

await main(async (args) => {
  const { temporal, missing } = await setUp({ withStoreServers: true });
  const checks = await runChecks();
  const tests = await runTests({ projects: temporal ? [] : ['unit', 'cli', 'storage'], args });
  if (!temporal) say('skipped: all tests that need a Temporal server (see above what to do)');
  for (const server of missing) say(`skipped: the storage contract on ${server}`);
  if (tests.skipped > 0) say(`skipped: ${tests.skipped} tests`);
  const failed = checks.failed + tests.failed;
  process.stdout.write(`${checks.passed + tests.passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
});

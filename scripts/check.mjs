// npm run check: lint, format, types, rings, dead code, build, package.
import { runChecks } from './lib/checks.mjs';
import { main } from './lib/main.mjs';
import { say } from './lib/report.mjs';
import { setUp } from './lib/setup.mjs';

await main(async () => {
  await setUp({ withTemporal: false });
  const { passed, failed } = await runChecks();
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

// npm run demo: set-up, build if a source changed, then the demo itself (examples/demo/).
import { build, isStale } from './lib/build.mjs';
import { main } from './lib/main.mjs';
import { task, Told } from './lib/report.mjs';
import { nodeScript, run } from './lib/run.mjs';
import { setUp } from './lib/setup.mjs';

await main(async (args) => {
  const { temporal } = await setUp();
  if (!temporal) throw new Told('the demo needs a Temporal server');
  if (isStale()) await task('build', () => build());
  const { code } = await run(...nodeScript('--import', 'tsx', 'examples/demo/demo.ts', ...args), { inherit: true });
  return code;
});

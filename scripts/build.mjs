// npm run build
import { build } from './lib/build.mjs';
import { main } from './lib/main.mjs';
import { task } from './lib/report.mjs';

await main(() => task('build', () => build()));

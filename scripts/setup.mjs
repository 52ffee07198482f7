// npm run setup: installs what is missing. `--dependencies-only` leaves Temporal and the servers of the storage tests out.
import { main } from './lib/main.mjs';
import { setUp } from './lib/setup.mjs';

await main(async (args) => {
  const withTemporal = !args.includes('--dependencies-only');
  const { temporal } = await setUp({ withTemporal, withStoreServers: withTemporal });
  return temporal || !withTemporal ? 0 : 1;
});

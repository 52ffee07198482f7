import type { Command } from 'commander';

import type { RunSummary } from '../../client/api.ts';
import { withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';
import { queryOf, withFilterFlags, type FilterFlags } from '../run-filter.ts';

export function registerList(program: Command): void {
  const command = withFilterFlags(
    program
      .command('list')
      .description('list runs, the newest first; 100 unless --limit says otherwise')
      .option('--definition <id>', 'of one definition'),
  );
  withPlaceFlags(command, 'stepwright list --status FAILED --since 1d').action(async (flags: FilterFlags & PlaceFlags) => {
    const { openSession, readSettings } = await import('../session.ts');
    const { renderRuns } = await import('../render/run-table.ts');
    const { data, json, note } = await import('../terminal.ts');
    const query = await queryOf(flags, Date.now());
    // Variables are told by a worker.
    const session = await openSession(await readSettings(flags), { worker: query.variables !== undefined });
    try {
      const runs: RunSummary[] = [];
      for await (const run of session.stepwright.list(query)) {
        if (flags.json === true) json(run);
        else runs.push(run);
      }
      if (runs.length > 0) data(renderRuns(runs));
      else if (flags.json !== true) note('no runs');
    } finally {
      await session.close();
    }
  });
}

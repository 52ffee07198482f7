import type { Command } from 'commander';

import type { ListQuery, RunSummary } from '../../client/api.ts';
import { present } from '../../core/present.ts';
import type { WorkflowStatus } from '../../core/run/status.ts';
import { positiveWhole, statusOption, withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

interface ListFlags extends PlaceFlags {
  readonly definition?: string;
  readonly status?: WorkflowStatus;
  readonly tag?: string;
  readonly key?: string;
  readonly children?: boolean;
  readonly since?: string;
  readonly limit?: number;
}

export function registerList(program: Command): void {
  const command = program
    .command('list')
    .description('list runs, the newest first')
    .option('--definition <id>', 'runs of one definition')
    .option('--status <status>', 'runs in one status', statusOption)
    .option('--tag <tag>', 'runs with this tag')
    .option('--key <key>', 'runs with this business key')
    .option('--children', 'child runs too: of workflow steps, and the parts of large loops')
    .option('--since <when>', 'started at or after: a time as in 2026-01-31T12:00Z, or a duration back from now as in 2h, 7d')
    .option('--limit <n>', 'at most so many; default: 100', positiveWhole);
  withPlaceFlags(command, 'stepwright list --status FAILED --since 1d').action(async (flags: ListFlags) => {
    const { openSession, readSettings } = await import('../session.ts');
    const { renderRuns } = await import('../render/run-table.ts');
    const { data, json, note } = await import('../terminal.ts');
    const query = await listQuery(flags);
    const session = await openSession(await readSettings(flags), { worker: false });
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

async function listQuery(flags: ListFlags): Promise<ListQuery> {
  const { parseSince } = await import('../since.ts');
  const { definition, status, tag, key, children, limit } = flags;
  const since = flags.since === undefined ? undefined : parseSince(flags.since, Date.now());
  return present({ definition, status, tag, key, children, since, limit });
}

import type { Command } from 'commander';

import type { WorkflowStatus } from '../../core/run/status.ts';
import { durationOption, positiveWhole, statusOption, withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

export interface ArchiveFlags extends PlaceFlags {
  readonly definition?: string;
  readonly status?: WorkflowStatus;
  readonly tag?: string;
  readonly key?: string;
  readonly children?: boolean;
  readonly closedSince?: string;
}

export interface HistoryFlags extends PlaceFlags {
  readonly run?: string;
  readonly definition?: string;
  readonly status?: WorkflowStatus;
  readonly key?: string;
  /** Milliseconds. */
  readonly olderThan?: number;
  readonly keep?: number;
}

export function registerArchive(program: Command): void {
  const command = program
    .command('archive')
    .argument('[ids...]', 'run ids; without any, all ended runs that the options find')
    .description('keep results and trails of ended runs in the store, longer than Temporal does (docs/run-history.md)')
    .option('--definition <id>', 'runs of one definition')
    .option('--status <status>', 'runs in one status', statusOption)
    .option('--tag <tag>', 'runs with this tag')
    .option('--key <key>', 'runs with this business key')
    .option('--children', 'child runs too')
    .option('--closed-since <when>', 'ended at or after: a time as in 2026-01-31T12:00Z, or a duration back from now as in 25h');
  withPlaceFlags(command, 'stepwright archive --closed-since 25h').action(async (ids: readonly string[], flags: ArchiveFlags) => {
    const { archiveRuns } = await import('../archive.ts');
    await archiveRuns(ids, flags);
  });
}

export function registerHistory(program: Command): void {
  const group = program
    .command('history')
    .description('archived runs: see them, clean them up (docs/run-history.md)')
    .addHelpText('after', '\nExample:\n  stepwright history list --status FAILED');
  const list = filtered(group.command('list').description('list archived runs, those that ended last first'));
  withPlaceFlags(list, 'stepwright history list --status FAILED').action(async (flags: HistoryFlags) => {
    const { listHistory } = await import('../archive.ts');
    await listHistory(flags);
  });
  const show = group.command('show').argument('<id>', 'run id').description('print an archived run as JSON');
  withPlaceFlags(show, 'stepwright history show order-ORD-1').action(async (id: string, flags: HistoryFlags) => {
    const { showHistory } = await import('../archive.ts');
    await showHistory(id, flags);
  });
  const clean = filtered(group.command('clean').description('delete old archived runs'))
    .option('--older-than <duration>', 'only those that ended before, as in 365d', durationOption)
    .option('--keep <n>', 'those that ended last, of all that are found, that stay, however old', positiveWhole);
  withPlaceFlags(clean, 'stepwright history clean --older-than 365d --keep 1000').action(async (flags: HistoryFlags) => {
    const { cleanHistory } = await import('../archive.ts');
    await cleanHistory(flags);
  });
}

function filtered(command: Command): Command {
  return command
    .option('--run <id>', 'runs with this id')
    .option('--definition <id>', 'runs of one definition')
    .option('--status <status>', 'runs in one status', statusOption)
    .option('--key <key>', 'runs with this business key');
}

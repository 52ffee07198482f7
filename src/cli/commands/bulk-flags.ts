import type { Command } from 'commander';

import type { PlaceFlags } from '../flags.ts';
import { withFilterFlags, type FilterFlags } from '../run-filter.ts';

/** Of commands that are for one run, or for all that a filter names. */
export interface BulkFlags extends PlaceFlags, FilterFlags {
  readonly all?: boolean;
  readonly dryRun?: boolean;
}

/** The filter, `--all` and `--dry-run`; `--definition` where it means nothing else. */
export function withBulkFlags(command: Command): Command {
  const described = command
    .option('--definition <id>', 'of one definition')
    .option('--dry-run', 'say which runs are meant, and do nothing');
  return withRunsFlags(described);
}

export function withRunsFlags(command: Command): Command {
  return withFilterFlags(command.optionsGroup('Which runs, without an id:'))
    .option('--all', 'every run of the task queue')
    .optionsGroup('Options:');
}

import type { Command } from 'commander';

import type { PlaceFlags } from '../flags.ts';
import { withFilterFlags, type FilterFlags } from '../run-filter.ts';

/** Of commands that are for one run, or for all that a filter names. */
export interface BulkFlags extends PlaceFlags, FilterFlags {
  readonly all?: boolean;
  readonly dryRun?: boolean;
}

const WHICH = 'Which runs, without an id:';

/** The filter, `--all` and `--dry-run`, of commands in which `--definition` means nothing else. */
export function withBulkFlags(command: Command): Command {
  command.option('--dry-run', 'say which runs are meant, and do nothing');
  return withRunsFlags(command.optionsGroup(WHICH).option('--definition <id>', 'of one definition'));
}

export function withRunsFlags(command: Command): Command {
  return withFilterFlags(command.optionsGroup(WHICH)).option('--all', 'every run of the task queue').optionsGroup('Options:');
}

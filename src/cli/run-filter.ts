import { InvalidArgumentError, type Command } from 'commander';

import type { ListQuery } from '../client/api.ts';
import { present } from '../core/present.ts';
import { WorkflowStatus } from '../core/run/status.ts';
import { collect, positiveWhole } from './flags.ts';

/** Which runs are meant. */
export interface FilterFlags {
  readonly definition?: string;
  readonly version?: string;
  readonly status?: readonly WorkflowStatus[];
  readonly tag?: readonly string[];
  readonly key?: string;
  readonly children?: boolean;
  readonly since?: string;
  readonly until?: string;
  readonly variable?: readonly string[];
  readonly limit?: number;
}

/** The flags of `FilterFlags` but `--definition`, which some commands have with a wider meaning. */
export function withFilterFlags(command: Command): Command {
  return command
    .option('--version <version>', 'of one version of their definition')
    .option('--status <status>', 'in this status; repeatable: in one of these', collectStatus)
    .option('--tag <tag>', 'with this tag; repeatable: with all of these', collect)
    .option('--key <key>', 'with this business key')
    .option('--since <when>', 'started at or after: a time as in 2026-01-31T12:00Z, or a duration back from now as in 2h, 7d')
    .option('--until <when>', 'started before, written likewise')
    .option('--variable <name=value>', 'with this value of a variable, JSON or text; repeatable; asks each run', collect)
    .option('--children', 'child runs too: of workflow steps, and the parts of large loops')
    .option('--limit <n>', 'at most so many, the newest', positiveWhole);
}

function collectStatus(value: string, before: readonly string[] = []): readonly string[] {
  const upper = value.toUpperCase();
  if (Object.hasOwn(WorkflowStatus, upper)) return [...before, upper];
  throw new InvalidArgumentError(`Allowed choices are ${Object.keys(WorkflowStatus).join(', ')}.`);
}

/** @throws {StepwrightError} `InvalidValue` when one of them can't be understood */
export async function queryOf(flags: FilterFlags, now: number): Promise<ListQuery> {
  const { parseTime, parseVariables } = await import('./filter-values.ts');
  const { definition, version, status, tag, key, children, limit, variable } = flags;
  return present({
    definition,
    version,
    status,
    tag,
    key,
    children,
    limit,
    since: flags.since === undefined ? undefined : parseTime('--since', flags.since, now),
    until: flags.until === undefined ? undefined : parseTime('--until', flags.until, now),
    variables: variable === undefined ? undefined : parseVariables(variable),
  });
}

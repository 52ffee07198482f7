import type { Command } from 'commander';

import { withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';

export interface VoteFlags extends PlaceFlags {
  readonly comment?: string;
  readonly form?: string;
  readonly force?: boolean;
}

/** The arguments and options of the commands that vote. */
export function withVoteFlags(command: Command): Command {
  return command
    .argument('<run>', 'run id')
    .argument('[step]', 'path or id of the approval; default: the only one that waits')
    .option('--comment <text>', 'what you have to say about it')
    .option('--force', 'decide it alone, whoever its approvers are; noted in the trace with your name');
}

export function registerApprove(program: Command): void {
  const command = withVoteFlags(program.command('approve'))
    .description('approve what waits for it; --as and --role say who you are')
    .option('--form <json>', 'the filled-in form: JSON, or @file with it');
  const example = `stepwright approve purchase-7 review --as ada --form '{"budget": "IT"}'`;
  withPlaceFlags(command, example).action(async (run: string, step: string | undefined, flags: VoteFlags) => {
    const { castVote } = await import('../cast-vote.ts');
    await castVote({ run, step, approved: true }, flags);
  });
}

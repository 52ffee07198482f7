import type { Command } from 'commander';

import { withPlaceFlags } from '../flags.ts';
import { withVoteFlags } from './approve.ts';
import type { VoteFlags } from './approve.ts';

export function registerReject(program: Command): void {
  const command = withVoteFlags(program.command('reject')).description('reject what waits for approval; --as and --role say who you are');
  const example = 'stepwright reject purchase-7 --as ada --comment "not this year"';
  withPlaceFlags(command, example).action(async (run: string, step: string | undefined, flags: VoteFlags) => {
    const { castVote } = await import('../cast-vote.ts');
    await castVote({ run, step, approved: false }, flags);
  });
}

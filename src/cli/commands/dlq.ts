import type { Command } from 'commander';

import { withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';
import { withReason } from './skip.ts';

/** Which dead letters are meant. */
export interface LetterFlags extends PlaceFlags {
  readonly state?: string;
  readonly definition?: string;
  readonly run?: string;
  readonly step?: string;
  readonly code?: string;
  readonly called?: string;
}

export interface LetterActionFlags extends LetterFlags {
  readonly reason?: string;
  readonly params?: string;
  readonly dryRun?: boolean;
}

export function registerDeadLetters(program: Command): void {
  const dlq = program
    .command('dlq')
    .description('dead letters: steps whose attempts were used up (onExhausted: dead-letter or park)')
    .addHelpText('after', '\nExample:\n  stepwright dlq list --state parked');
  registerList(dlq);
  registerShow(dlq);
  registerAdd(dlq);
  registerReplay(dlq);
  registerEdit(dlq);
  registerDiscard(dlq);
}

function withFilter(command: Command): Command {
  return command
    .option('--state <state>', 'dead, parked, replaying, recovered or discarded')
    .option('--definition <id>', 'of runs of one definition')
    .option('--run <id>', 'of one run')
    .option('--step <id>', 'of one step, by its id')
    .option('--code <code>', 'whose error has this code')
    .option('--called <target.action>', 'that called this');
}

function registerList(dlq: Command): void {
  const command = withFilter(dlq.command('list').description('the newest first'));
  withPlaceFlags(command, 'stepwright dlq list --state parked').action(async (flags: LetterFlags) => {
    const { listLetters } = await import('../dead-letters.ts');
    await listLetters(flags);
  });
}

function registerShow(dlq: Command): void {
  const command = dlq
    .command('show')
    .argument('<id>', 'id of the letter')
    .description('all of one: call, params, error, what became of it');
  withPlaceFlags(command, 'stepwright dlq show 3f9c2a71d0be').action(async (id: string, flags: PlaceFlags) => {
    const { showLetter } = await import('../dead-letters.ts');
    await showLetter(id, flags);
  });
}

function registerAdd(dlq: Command): void {
  const command = withReason(
    dlq
      .command('add')
      .argument('<run>', 'id of a run that failed')
      .description('keep a whole run that failed: a replay reruns it from where it failed'),
  );
  withPlaceFlags(command, `stepwright dlq add order-ORD-1 --reason 'bank is down'`).action(
    async (run: string, flags: LetterActionFlags) => {
      const { addRun } = await import('../dead-letters.ts');
      await addRun(run, flags);
    },
  );
}

function registerReplay(dlq: Command): void {
  const command = withActing(dlq.command('replay'), 'to be replayed')
    .description('try it again: a parked step in its own run, another in a run of its own')
    .option('--params <json>', 'other params, for one letter: JSON or @file with it');
  withPlaceFlags(command, 'stepwright dlq replay --definition process-order --code Http503').action(
    async (ids: string[], flags: LetterActionFlags) => {
      const { replayLetters } = await import('../dead-letters.ts');
      await replayLetters(ids, flags);
    },
  );
}

function registerEdit(dlq: Command): void {
  const command = dlq
    .command('edit')
    .argument('<id>', 'id of the letter')
    .description('change the params that a replay will use')
    .requiredOption('--params <json>', 'JSON, or @file with it');
  withPlaceFlags(command, `stepwright dlq edit 3f9c2a71d0be --params '{"amount": 90}'`).action(
    async (id: string, flags: PlaceFlags & { readonly params: string }) => {
      const { editLetter } = await import('../dead-letters.ts');
      await editLetter(id, flags);
    },
  );
}

function registerDiscard(dlq: Command): void {
  const command = withActing(dlq.command('discard'), 'to be discarded').description(
    'give it up: a parked step fails, and its run goes on from there',
  );
  withPlaceFlags(command, `stepwright dlq discard 3f9c2a71d0be --reason 'paid by phone'`).action(
    async (ids: string[], flags: LetterActionFlags) => {
      const { discardLetters } = await import('../dead-letters.ts');
      await discardLetters(ids, flags);
    },
  );
}

function withActing(command: Command, what: string): Command {
  return withReason(withFilter(command.argument('[ids...]', `ids of the letters ${what}; none: those that the options name`))).option(
    '--dry-run',
    'say which, and do nothing',
  );
}

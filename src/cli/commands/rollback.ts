import type { Command } from 'commander';

import { collect, withPlaceFlags } from '../flags.ts';
import type { PlaceFlags } from '../flags.ts';
import { withReason, type OperateFlags } from './skip.ts';

/** Which part of a rollback is meant. */
export interface RollbackFlags extends OperateFlags {
  readonly steps?: readonly string[];
  readonly backTo?: string;
}

export interface RollbackHistoryFlags extends PlaceFlags {
  readonly definition?: string;
  readonly outcome?: string;
}

export function registerRollback(program: Command): void {
  const rollback = program
    .command('rollback')
    .description('undo what runs have done: see the plan, confirm or decline it, undo an ended run')
    .addHelpText('after', '\nExample:\n  stepwright rollback plan order-ORD-1');
  registerPlan(rollback);
  registerConfirm(rollback);
  registerDecline(rollback);
  registerRunRollback(rollback);
  registerHistory(rollback);
}

function registerPlan(rollback: Command): void {
  const command = rollback
    .command('plan')
    .argument('<run-or-file>', 'a run id, or a workflow file')
    .description('what a rollback would call, in that order: of a run, or of a workflow before it runs');
  withPlaceFlags(command, 'stepwright rollback plan order.workflow.yaml\nstepwright rollback plan order-ORD-1').action(
    async (source: string, flags: PlaceFlags) => {
      const { showPlan } = await import('../rollback.ts');
      await showPlan(source, flags);
    },
  );
}

function registerConfirm(rollback: Command): void {
  const command = withPart(rollback.command('confirm').argument('<run>', 'id of a run whose rollback waits')).description(
    'let a rollback begin that waits for you (rollbackOnFailure: { mode: manual }), or a part of it',
  );
  withPlaceFlags(command, `stepwright rollback confirm order-ORD-1 --back-to reserve --reason 'customer agreed'`).action(
    async (id: string, flags: RollbackFlags) => {
      const { confirmRollback } = await import('../rollback.ts');
      await confirmRollback(id, flags);
    },
  );
}

function registerDecline(rollback: Command): void {
  const command = withReason(rollback.command('decline').argument('<run>', 'id of a run whose rollback waits')).description(
    'undo nothing: the run ends FAILED as it stands',
  );
  withPlaceFlags(command, `stepwright rollback decline order-ORD-1 --reason 'repaired by hand'`).action(
    async (id: string, flags: OperateFlags) => {
      const { declineRollback } = await import('../rollback.ts');
      await declineRollback(id, flags);
    },
  );
}

function registerRunRollback(rollback: Command): void {
  const command = withPart(rollback.command('run').argument('<run>', 'id of a run that has ended')).description(
    'undo what an ended run has done, in a run of its own: <run>~rollback',
  );
  withPlaceFlags(command, 'stepwright rollback run order-ORD-1 --steps charge').action(async (id: string, flags: RollbackFlags) => {
    const { runRollback } = await import('../rollback.ts');
    await runRollback(id, flags);
  });
}

function registerHistory(rollback: Command): void {
  const command = rollback
    .command('history')
    .argument('[run]', 'id of a run; none: of all')
    .description('the rollbacks that have been: what, when, who and with what result; the newest first')
    .option('--definition <id>', 'of runs of one definition')
    .option('--outcome <outcome>', 'done, failed or declined');
  withPlaceFlags(command, 'stepwright rollback history --outcome failed').action(
    async (id: string | undefined, flags: RollbackHistoryFlags) => {
      const { showHistory } = await import('../rollback.ts');
      await showHistory(id, flags);
    },
  );
}

function withPart(command: Command): Command {
  return withReason(
    command
      .option('--steps <step>', 'path of a step to undo, or of a block with all inside; repeatable; default: all of the plan', collect)
      .option('--back-to <step>', 'path or id of a step that stays: what completed after it is undone'),
  );
}

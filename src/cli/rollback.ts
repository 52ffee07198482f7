import type { RollbackOptions } from '../client/api.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { rollbackOutline } from '../core/graph/rollback-outline.ts';
import { present } from '../core/present.ts';
import type { RollbackNote } from '../core/run/rollback-note.ts';
import type { RollbackRecord } from '../records/rollbacks.ts';
import { checkFile } from './check-file.ts';
import { refuse } from './checked-file.ts';
import type { RollbackFlags, RollbackHistoryFlags } from './commands/rollback.ts';
import type { OperateFlags } from './commands/skip.ts';
import type { PlaceFlags } from './flags.ts';
import { operateRun } from './operate-run.ts';
import { ownTargets } from './own-targets.ts';
import { commandLine } from './render/command-line.ts';
import { renderOutline, renderPlan, renderRollbacks } from './render/rollbacks.ts';
import { inSession } from './session.ts';
import { colorsFor, data, json, note } from './terminal.ts';
import { namesFile } from './workflow-source.ts';

/** `--json`: of a run `{ runId, steps: [{ path, stepId, target, action, params }] }`, of a file what its definition says. */
export async function showPlan(source: string, flags: PlaceFlags): Promise<void> {
  if (namesFile(source)) return showOutline(source, flags);
  const steps = await inSession(flags, true, (stepwright) => stepwright.run(source).rollbackPlan());
  if (flags.json === true) json({ runId: source, steps });
  else if (steps.length === 0) note('nothing to undo');
  else data(renderPlan(steps));
}

async function showOutline(file: string, flags: PlaceFlags): Promise<void> {
  const checked = await checkFile(file, { targets: await ownTargets(flags.targets) });
  if (checked.definition === undefined) throw refuse([checked]);
  const outline = rollbackOutline(checked.definition);
  if (flags.json === true) json(outline);
  else data(renderOutline(outline));
}

export async function confirmRollback(id: string, flags: RollbackFlags): Promise<void> {
  const options = optionsOf(flags);
  await operateRun(id, flags, { action: 'rollback confirm', done: 'rolls back', act: (run) => run.confirmRollback(options) });
}

export async function declineRollback(id: string, flags: OperateFlags): Promise<void> {
  const options = present({ reason: flags.reason });
  await operateRun(id, flags, { action: 'rollback decline', done: 'is not rolled back', act: (run) => run.declineRollback(options) });
}

/** `--json`: `{ runId }`, of the run that undoes. */
export async function runRollback(id: string, flags: RollbackFlags): Promise<void> {
  const run = await inSession(flags, true, (stepwright) => stepwright.run(id).rollback(optionsOf(flags)));
  if (flags.json === true) return json({ runId: run.id });
  data(run.id);
  note(`${colorsFor(process.stderr).green('✔')} started · ${commandLine(['result', run.id], flags)}`);
}

const OUTCOMES: readonly RollbackNote['outcome'][] = ['done', 'failed', 'declined'];

/** `--json`: a rollback a line. */
export async function showHistory(runId: string | undefined, flags: RollbackHistoryFlags): Promise<void> {
  const { definition } = flags;
  const outcome = OUTCOMES.find((each) => each === flags.outcome);
  if (flags.outcome !== undefined && outcome === undefined) {
    const hint = `One of ${OUTCOMES.join(', ')}.`;
    throw new StepwrightError('InvalidValue', `--outcome ${flags.outcome}: there is no such outcome`, { class: 'validation', hint });
  }
  const records: RollbackRecord[] = [];
  await inSession(flags, false, async (stepwright) => {
    for await (const record of stepwright.rollbacks(present({ runId, definition, outcome }))) {
      if (flags.json === true) json(record);
      else records.push(record);
    }
  });
  if (flags.json === true) return;
  if (records.length === 0) note('no rollbacks');
  else data(renderRollbacks(records));
}

function optionsOf({ steps, backTo, reason }: RollbackFlags): RollbackOptions {
  return present({ steps, backTo, reason });
}

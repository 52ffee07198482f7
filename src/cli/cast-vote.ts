import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { present } from '../core/present.ts';
import type { VoteFlags } from './commands/approve.ts';
import { jsonOption } from './option-file.ts';
import { commandLine } from './render/command-line.ts';
import { openSession, readSettings } from './session.ts';
import { colorsFor, json, note } from './terminal.ts';

export interface Vote {
  readonly run: string;
  /** Absent: the only approval that waits. */
  readonly step: string | undefined;
  readonly approved: boolean;
}

/** Nobody decides alone what was not named. */
function forced(step: string | undefined): string {
  if (step !== undefined) return step;
  throw new StepwrightError('InvalidValue', '--force needs the step', {
    class: 'validation',
    hint: 'Name the approval: stepwright tasks RUN lists them.',
  });
}

/** Casts a vote and says so; `--json`: `{ runId, action, step }`. */
export async function castVote({ run: id, step, approved }: Vote, flags: VoteFlags): Promise<void> {
  const { comment } = flags;
  const form = flags.form === undefined ? undefined : await jsonOption('--form', flags.form);
  // The run answers, and so somebody must work on it.
  const session = await openSession(await readSettings(flags), { worker: true });
  try {
    const run = session.stepwright.run(id);
    const vote = present({ comment, form });
    if (flags.force === true) await run.decide(forced(step), approved, present({ reason: comment }));
    else await (approved ? run.approve(step, vote) : run.reject(step, vote));
  } finally {
    await session.close();
  }
  const action = approved ? 'approve' : 'reject';
  if (flags.json === true) json({ runId: id, action, step: step ?? null });
  else
    note(
      `${colorsFor(process.stderr).green('✔')} ${id}${step === undefined ? '' : ` ${step}`}: ${approved ? 'approved' : 'rejected'} · ${commandLine(['progress', id], flags)}`,
    );
}

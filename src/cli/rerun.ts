import type { RerunOptions, Run, Stepwright } from '../client/api.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { present } from '../core/present.ts';
import type { RerunPlan } from '../core/rerun/take-up.ts';
import { actOnRuns } from './act-on-runs.ts';
import type { RerunFlags } from './commands/rerun.ts';
import { stagedInputs } from './inputs.ts';
import { commandLine } from './render/command-line.ts';
import { renderRerunPlan } from './render/rerun-plan.ts';
import { openSession, readSettings } from './session.ts';
import { colorsFor, data, json, note } from './terminal.ts';

/** What is taken up: a run, or a checkpoint. */
export interface TakenUpBy {
  plan(stepwright: Stepwright, options: RerunOptions): Promise<RerunPlan>;
  start(stepwright: Stepwright, options: RerunOptions): Promise<Run>;
}

/** Reruns all that the flags name, each as the same run however often this is called. */
export async function rerunMany(flags: RerunFlags): Promise<void> {
  if (flags.id !== undefined) {
    throw new StepwrightError('InvalidValue', '--id is for the rerun of one run', {
      class: 'validation',
      hint: 'Name the run; of many, each new run is called RUN~rerun.',
    });
  }
  const { from, force } = flags;
  const input = await stagedInputs(flags.input ?? [], (await readSettings(flags)).config);
  await actOnRuns(flags, { action: 'rerun', done: 'rerun', options: { rerun: { input, ...present({ from, force }) } } });
}

/** Starts the new run and says how to get at it, or shows what it would do. */
export async function rerun(flags: RerunFlags, by: TakenUpBy): Promise<void> {
  const settings = await readSettings(flags);
  const input = await stagedInputs(flags.input ?? [], settings.config);
  const { from, id, definition, force } = flags;
  const options: RerunOptions = { input, ...present({ from, id, definition, force }) };
  // What was done is told by a worker; the new run waits for one.
  const session = await openSession(settings, { worker: true });
  try {
    if (flags.dryRun === true) show(await by.plan(session.stepwright, options), flags);
    else started(await by.start(session.stepwright, options), flags);
  } finally {
    await session.close();
  }
}

function show(plan: RerunPlan, flags: RerunFlags): void {
  if (flags.json === true) json(plan);
  else data(renderRerunPlan(plan));
}

function started(run: Run, flags: RerunFlags): void {
  if (flags.json === true) {
    json({ runId: run.id });
    return;
  }
  data(run.id);
  const next = [commandLine(['progress', run.id, '--watch'], flags), commandLine(['result', run.id], flags)];
  note(`${colorsFor(process.stderr).green('✔')} started · ${next.join(' · ')}`);
}

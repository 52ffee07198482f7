import type { Run, StartOptions } from '../client/api.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { RunFlags } from './commands/run.ts';
import { stagedInputs } from './inputs.ts';
import { commandLine } from './render/command-line.ts';
import { openSession, readSettings } from './session.ts';
import type { Session, Settings } from './session.ts';
import { showResult } from './show-result.ts';
import { colorsFor, data, json, note } from './terminal.ts';
import { WaitingSteps } from './waiting-steps.ts';
import { onInterrupt, watchRun } from './watch-run.ts';
import { findWorkflow } from './workflow-source.ts';
import type { WorkflowSource } from './workflow-source.ts';

/** Starts a run, shows it live and prints its result. */
export async function runAndWatch(source: string, flags: RunFlags): Promise<void> {
  const request = await readRequest(source, flags);
  await withSession(request, 'at-once', async (session) => {
    const run = await start(request, session);
    const colors = colorsFor(process.stderr);
    note(`${colors.cyan('▶')} ${colors.bold(request.workflow.id)}  ${run.id}`);
    const goOn = commandLine(['result', run.id], flags);
    const interrupt = onInterrupt(run, goOn);
    try {
      const { columns, definition } = request.workflow;
      const { filesDir } = session.config;
      const waiting = new WaitingSteps(definition, (words) => commandLine(words, flags));
      const result = await watchRun(run, { columns, filesDir, waiting, whoWorks: whoWorks(session, flags), signal: interrupt.signal });
      if (result === undefined) throw detached(run, goOn, session);
      showResult(result, { flags, session, again: [source, ...given(flags)] });
    } finally {
      interrupt.done();
    }
  });
}

/** Starts a run and says how to get at it. */
export async function startAndLeave(source: string, flags: RunFlags): Promise<void> {
  const request = await readRequest(source, flags);
  await withSession(request, false, async (session) => {
    const run = await start(request, session);
    const { id, version } = request.workflow;
    if (flags.json === true) {
      json({ runId: run.id, definition: id, version: version ?? null });
      return;
    }
    data(run.id);
    const colors = colorsFor(process.stderr);
    note(
      `${colors.green('✔')} started · ${commandLine(['progress', run.id, '--watch'], flags)} · ${commandLine(['result', run.id], flags)}`,
    );
    if (session.workBy === 'this-process') {
      const targets = flags.targets === undefined ? [] : ['--targets', flags.targets];
      note(`  no worker of this data folder is running: ${commandLine(['worker', ...targets], flags)} is one, and result brings its own`);
    }
  });
}

/** What was asked for, read and checked. */
interface RunRequest extends Settings {
  readonly workflow: WorkflowSource;
  readonly input: Readonly<Record<string, unknown>>;
  readonly options: StartOptions;
}

/** Everything that can be wrong with the command is found here, before a server is looked for. */
async function readRequest(source: string, flags: RunFlags): Promise<RunRequest> {
  const settings = await readSettings(flags);
  const input = await stagedInputs(flags.input ?? [], settings.config);
  const workflow = await findWorkflow(source, settings.own, Object.keys(input));
  const options: StartOptions = {
    ...(flags.id === undefined ? {} : { id: flags.id }),
    ...(flags.key === undefined ? {} : { key: flags.key }),
    ...(flags.tag === undefined ? {} : { tags: flags.tag }),
  };
  return { ...settings, workflow, input, options };
}

function start({ workflow, input, options }: RunRequest, { stepwright }: Session): Promise<Run> {
  return stepwright.start(workflow.input, input, options);
}

async function withSession(settings: Settings, worker: 'at-once' | false, work: (session: Session) => Promise<void>): Promise<void> {
  const session = await openSession(settings, { worker });
  try {
    await work(session);
  } finally {
    await session.close();
  }
}

/** The options that make the same run once more; its id would give this very run. */
function given({ targets, input = [] }: RunFlags): string[] {
  return [...(targets === undefined ? [] : ['--targets', targets]), ...input.flatMap((option) => ['--input', option])];
}

function whoWorks({ workBy, config }: Session, flags: RunFlags): string {
  if (workBy !== 'cluster') return 'waiting for the worker';
  return `nobody has taken the run yet; is there a worker on task queue ${config.taskQueue}? ${commandLine(['worker'], flags)}`;
}

function detached(run: Run, goOn: string, session: Session): StepwrightError {
  const who = session.workBy === 'this-process' ? 'it waits for the next worker' : 'its worker goes on with it';
  return new StepwrightError('Cancelled', `no longer watching ${run.id}: ${who}`, {
    class: 'cancelled',
    hint: `Wait for its end with: ${goOn}`,
  });
}

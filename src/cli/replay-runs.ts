import { writeFile } from 'node:fs/promises';

import { installRuntime } from '../../worker/runtime.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { checkRuns } from '../replay/check-runs.ts';
import type { Difference } from '../replay/difference.ts';
import { definitionIdOf, withDefinition } from '../replay/other-definition.ts';
import { historyText } from '../replay/recorded-run.ts';
import { checkFile } from './check-file.ts';
import { refuse } from './checked-file.ts';
import type { ReplayFlags } from './commands/replay.ts';
import { EXIT } from './exit-code.ts';
import { recordingsIn, recordingsOf, type Recording, type Unreadable } from './recordings.ts';
import { renderReplayed } from './render/replayed-line.ts';
import { errorReport } from './report-error.ts';
import { readSettings } from './session.ts';
import type { Settings } from './session.ts';
import { colorsFor, data, json, note } from './terminal.ts';

/** What `--json` prints of each history. */
export interface ReplayRecord {
  readonly file?: string;
  readonly runId?: string;
  /** Which history of the run, from 1; absent when it has one only. */
  readonly part?: number;
  readonly ok: boolean;
  readonly difference?: Difference;
}

/** Replays recorded runs and says where they differ; exit code 1 when one does. */
export async function replayRuns(what: string | undefined, flags: ReplayFlags): Promise<void> {
  checkFlags(what, flags);
  const settings = await readSettings(flags);
  const definition = flags.definition === undefined ? undefined : await definitionIn(flags.definition, settings);
  const colors = colorsFor(process.stdout);
  const counts = { same: 0, different: 0 };
  for await (const record of check(what, { flags, settings, definition })) {
    counts[record.ok ? 'same' : 'different'] += 1;
    if (flags.json === true) json(record);
    else data(renderReplayed(record, colors));
  }
  if (counts.different > 0) process.exitCode = EXIT.notCompleted;
  if (counts.same + counts.different > 1) note(`${counts.different} of ${counts.same + counts.different} histories differ`);
}

function checkFlags(what: string | undefined, { all, save }: ReplayFlags): void {
  if ((what === undefined) === (all === undefined)) {
    throw new StepwrightError('InvalidValue', 'name a run or the file of a history, or give a folder with --all', {
      class: 'validation',
      hint: 'See stepwright replay --help.',
    });
  }
  if (all === undefined || save === undefined) return;
  throw new StepwrightError('InvalidValue', '--save writes the histories of one run', { class: 'validation', hint: 'Leave --all out.' });
}

async function definitionIn(file: string, { own }: Settings): Promise<WorkflowDefinition> {
  const checked = await checkFile(file, { targets: own.targets });
  if (checked.definition === undefined) throw refuse([checked]);
  return checked.definition;
}

interface Check {
  readonly flags: ReplayFlags;
  readonly settings: Settings;
  readonly definition: WorkflowDefinition | undefined;
}

async function* check(what: string | undefined, { flags, settings, definition }: Check): AsyncGenerator<ReplayRecord> {
  const unreadable: Unreadable[] = [];
  const options = { bundle: await workflowBundle(), namespace: settings.config.namespace };
  installRuntime();
  async function* recordings(): AsyncGenerator<Recording> {
    if (what !== undefined) yield* await saved(await recordingsOf(what, settings), flags.save);
    if (flags.all === undefined) return;
    for await (const recording of recordingsIn(flags.all, settings)) {
      if ('error' in recording) unreadable.push(recording);
      // Of a folder, a definition asks only its own runs.
      else if (definition === undefined || definitionIdOf(recording) === definition.id) yield recording;
    }
  }
  for await (const { run, difference } of checkRuns(changed(recordings(), definition), options)) {
    yield* unreadable.splice(0).map(recordOfUnreadable);
    yield recordOf(run, difference);
  }
  yield* unreadable.map(recordOfUnreadable);
}

async function* changed(recordings: AsyncIterable<Recording>, definition: WorkflowDefinition | undefined) {
  for await (const recording of recordings) yield definition === undefined ? recording : withDefinition(recording, definition);
}

function recordOf({ file, runId, part }: Recording, difference: Difference | undefined): ReplayRecord {
  const from = file === undefined ? { runId, ...(part === undefined ? {} : { part }) } : { file };
  return { ...from, ok: difference === undefined, ...(difference === undefined ? {} : { difference }) };
}

function recordOfUnreadable({ file, error }: Unreadable): ReplayRecord {
  return { file, ok: false, difference: { kind: 'replay', path: '', message: errorReport(error).message } };
}

/** Writes the histories as they were recorded: the first to `file`, further ones beside it as `name.2.json`, … */
async function saved(recordings: readonly Recording[], file: string | undefined): Promise<readonly Recording[]> {
  if (file === undefined) return recordings;
  for (const recording of recordings) {
    const { part = 1 } = recording;
    const path = part === 1 ? file : `${file.replace(/\.json$/, '')}.${part}.json`;
    await writeFile(path, historyText(recording));
    note(`wrote ${path}`);
  }
  return recordings;
}

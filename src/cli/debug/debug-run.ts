import { createInterface } from 'node:readline';

import { installRuntime } from '../../../worker/runtime.ts';
import { workflowBundle } from '../../../worker/workflow-bundle.ts';
import { findMoment } from '../../replay/find-moment.ts';
import { lookBack, type PastRun } from '../../replay/past-run.ts';
import { stepsAt } from '../../replay/state-at.ts';
import type { DebugFlags } from '../commands/debug.ts';
import { EXIT } from '../exit-code.ts';
import { recordingsOf } from '../recordings.ts';
import { renderMoment, renderMomentLine } from '../render/moment.ts';
import { readSettings } from '../session.ts';
import { colorsFor, data, json, note } from '../terminal.ts';
import { Debugger } from './debugger.ts';

/** Shows a past run: its moments, one of them, or (on a terminal) whichever is asked for. */
export async function debugRun(what: string, flags: DebugFlags): Promise<void> {
  const settings = await readSettings(flags);
  const recordings = await recordingsOf(what, settings);
  const bundle = await workflowBundle();
  installRuntime();
  const past = await lookBack(recordings, { bundle, namespace: settings.config.namespace });
  if (flags.json === true) json(flags.step === undefined ? recordOf(past) : momentRecord(past, flags.step));
  else if (flags.step !== undefined) data(renderMoment(findMoment(past, flags.step), past, colorsFor(process.stdout)));
  else if (flags.interactive === true || (process.stdin.isTTY && process.stdout.isTTY)) await converse(past);
  else data(past.moments.map((moment) => renderMomentLine(moment, past, colorsFor(process.stdout))).join('\n'));
  warnOfDifference(past);
}

/** What `--json` prints. */
function recordOf({ runId, definition, input, moments, difference }: PastRun) {
  const { id, version } = definition;
  return { runId, definition: id, version: version ?? null, input, moments, ...(difference === undefined ? {} : { difference }) };
}

function momentRecord(past: PastRun, where: string) {
  const moment = findMoment(past, where);
  return { ...moment, steps: stepsAt(past, moment) };
}

/** Reads commands line by line, from a person or a pipe, until there are no more or one of them is `quit`. */
async function converse(past: PastRun): Promise<void> {
  const session = new Debugger(past, colorsFor(process.stdout));
  const lines = createInterface({ input: process.stdin, output: process.stdout, terminal: process.stdin.isTTY });
  const ask = (): void => {
    lines.setPrompt(session.prompt);
    if (process.stdin.isTTY) lines.prompt();
  };
  data(session.show());
  ask();
  for await (const line of lines) {
    const answer = session.answer(line);
    if (answer === undefined) break;
    data(answer);
    ask();
  }
  lines.close();
}

function warnOfDifference({ difference }: PastRun): void {
  if (difference === undefined) return;
  process.exitCode = EXIT.notCompleted;
  const { path, message } = difference;
  note(`this is not what was recorded: the interpreter of today goes another way${path === '' ? '' : ` at ${path}`}: ${message}`);
}

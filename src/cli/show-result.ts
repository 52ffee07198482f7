import type { WorkflowResult } from '../core/run/result.ts';
import { EXIT } from './exit-code.ts';
import type { PlaceFlags } from './flags.ts';
import { commandLine } from './render/command-line.ts';
import { fromArchive } from './render/from-archive.ts';
import { renderSummary } from './render/summary.ts';
import type { Session } from './session.ts';
import { colorsFor, data, json, note } from './terminal.ts';

export interface ShowResultOptions {
  readonly flags: PlaceFlags;
  readonly session: Session;
  /** What `run` was given, for the command that runs it again. */
  readonly again?: readonly string[];
}

const LINES_ON_A_TERMINAL = 30;

/** Prints an ended run, the output on stdout and how it went on stderr, and sets the exit code. */
export function showResult(result: WorkflowResult, { flags, session, again }: ShowResultOptions): void {
  process.exitCode = exitCode(result);
  if (flags.json === true) {
    json(result);
    return;
  }
  if (result.output !== null && result.output !== undefined)
    data(outputText(result.output, commandLine(['result', result.runId, '--json'], flags)));
  const next = {
    trace: commandLine(['trace', result.runId], flags),
    result: commandLine(['result', result.runId], flags),
    ...(again === undefined ? {} : { again: commandLine(['run', ...again], flags) }),
  };
  if (result.archivedAt !== undefined) note(fromArchive(result.archivedAt));
  const url = result.archivedAt === undefined ? session.url(result.runId) : undefined;
  note(renderSummary(result, { colors: colorsFor(process.stderr), next, ...(url === undefined ? {} : { url }) }));
}

/** A run without a step that failed, for a reason of validation, is one whose definition or input the worker refused. */
function exitCode({ success, failure }: WorkflowResult): number {
  if (success) return EXIT.completed;
  return failure?.class === 'validation' && failure.path === undefined && failure.step === undefined ? EXIT.refused : EXIT.notCompleted;
}

/** All of it for a program; on a terminal no more than one can see. */
function outputText(output: unknown, all: string): string {
  const lines = JSON.stringify(output, null, 2).split('\n');
  if (!process.stdout.isTTY || lines.length <= LINES_ON_A_TERMINAL) return lines.join('\n');
  return [...lines.slice(0, LINES_ON_A_TERMINAL), `… ${lines.length - LINES_ON_A_TERMINAL} lines more: ${all}`].join('\n');
}

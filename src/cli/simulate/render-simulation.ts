import type { WorkflowDefinition } from '../../core/definition/workflow-definition.ts';
import type { TestResult } from '../../testing/record/test-result.ts';
import { shortDuration } from '../../testing/short-duration.ts';
import type { SimulatedStep, TimelineEntry } from '../../testing/simulate.ts';
import { shellWord } from '../render/command-line.ts';
import { runStatus, stepMark } from '../render/marks.ts';
import { oneLine } from '../render/step-line.ts';
import type { Colors } from '../terminal.ts';
import type { WayOn } from './ways-on.ts';

/** What a simulation showed. */
export interface Simulated {
  readonly file: string;
  readonly definition: WorkflowDefinition;
  readonly input: Readonly<Record<string, unknown>>;
  readonly result: TestResult;
  readonly timeline: readonly TimelineEntry[];
  readonly ways: readonly WayOn[];
}

/** A line of the timeline, in cells. */
interface Line {
  readonly at: string;
  readonly mark: string;
  readonly path: string;
  readonly takes: string;
  readonly text: string;
}

const WIDEST_PATH = 40;
const WIDEST_VALUE = 80;

/** A simulation as lines by virtual time, its end, and how the outside brings on what waits. */
export function renderSimulation({ file, definition, input, result, timeline, ways }: Simulated, colors: Colors): string {
  const lines = timeline.map((entry) => lineOf(entry, colors));
  const widths = {
    at: Math.max(0, ...lines.map(({ at }) => at.length)),
    path: Math.min(WIDEST_PATH, Math.max(0, ...lines.map(({ path }) => path.length))),
    takes: Math.max(0, ...lines.map(({ takes }) => takes.length)),
  };
  const rows = lines.map(({ at, mark, path, takes, text }) =>
    `  ${colors.dim(at.padStart(widths.at))}  ${mark} ${path.padEnd(widths.path)}  ${takes.padStart(widths.takes)}  ${text}`.trimEnd(),
  );
  return [`${colors.bold(definition.id)}  ${file}  ${shown(input)}`, ...rows, ...endOf(result, { ways, colors })].join('\n');
}

function lineOf(entry: TimelineEntry, colors: Colors): Line {
  const at = shortDuration(entry.at);
  switch (entry.kind) {
    case 'step':
      return stepLine(entry, colors);
    case 'rollback':
      return {
        at,
        mark: entry.failure === undefined ? stepMark('ROLLED_BACK', colors) : stepMark('FAILED', colors),
        path: entry.path,
        takes: entry.duration === undefined ? '' : shortDuration(entry.duration),
        text: [entry.what, shown(entry.given), failureText(entry.failure, colors)].filter((part) => part !== '').join(' '),
      };
    case 'transition':
      return { at, mark: colors.cyan('→'), path: entry.path, takes: '', text: entry.branch };
    case 'notice':
      return { at, mark: colors.cyan('←'), path: entry.path, takes: '', text: entry.notice };
  }
}

function stepLine({ at, path, type, status, duration, attempts, what, given, branches, failure }: SimulatedStep, colors: Colors): Line {
  const verb = type === 'action' || type === 'generate' ? [] : [type];
  const parts = [
    ...verb,
    what ?? '',
    given === undefined ? '' : shown(given),
    branches.length === 0 ? '' : colors.cyan(`→ ${branches.join(', ')}`),
    attempts > 1 ? colors.dim(`${attempts} attempts`) : '',
    failureText(failure, colors),
  ];
  return {
    at: shortDuration(at),
    mark: stepMark(status, colors),
    path,
    takes: duration === undefined || duration === 0 ? '' : shortDuration(duration),
    text: parts.filter((part) => part !== '').join(' '),
  };
}

function failureText(failure: SimulatedStep['failure'], colors: Colors): string {
  return failure === undefined ? '' : colors.red(oneLine(`${failure.code}: ${failure.message}`));
}

function shown(value: unknown): string {
  const text = oneLine(JSON.stringify(value) ?? '');
  return text.length > WIDEST_VALUE ? `${text.slice(0, WIDEST_VALUE - 1)}…` : text;
}

/** A run may fail only since nobody knows what its actions would give. */
const MADE_UP = '  results of actions are made up; --actions FILE gives yours';

function endOf(result: TestResult, { ways, colors }: { readonly ways: readonly WayOn[]; readonly colors: Colors }): readonly string[] {
  const { status, duration, calls, output, failure, messages } = result;
  const title = ways.length > 0 ? colors.yellow('WAITING') : runStatus(status, colors);
  const facts = [`${colors.bold(title)} after ${shortDuration(duration)}`, `${calls.length} ${calls.length === 1 ? 'call' : 'calls'}`];
  return [
    [...facts, ...(status === 'COMPLETED' ? [`output ${shown(output)}`] : [])].join(' · '),
    ...(failure === undefined || ways.length > 0
      ? []
      : [`  ${colors.red(`${failure.class} ${failure.code}`)}: ${failure.message}`, MADE_UP]),
    ...messages.flatMap(({ at, refused }) =>
      refused === undefined ? [] : [`  what came at ${shortDuration(at)} was refused: ${refused.message}`],
    ),
    ...ways.flatMap(({ text, command, at }) => [
      `  ${text}`,
      `    in a run         ${command}`,
      `    in a simulation  --at ${shellWord(at)}`,
    ]),
    ...(ways.some((way) => way.for === 'approval') ? ['    or --approve-all'] : []),
  ];
}

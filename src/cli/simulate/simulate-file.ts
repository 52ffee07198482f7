import type { Problem } from '../../core/definition/problem.ts';
import { present } from '../../core/present.ts';
import { checkDefinitionText } from '../../testing/checked-definition.ts';
import type { Message } from '../../testing/messages.ts';
import type { ActionMock } from '../../testing/mocks/action-mock.ts';
import { simulate } from '../../testing/simulate.ts';
import { parseMessage, parseMocks, type Parsed } from '../../testing/test-file/parse.ts';
import { messageOf, mocksOf } from '../../testing/test-file/run.ts';
import { readText } from '../check-file.ts';
import { refuse } from '../checked-file.ts';
import type { SimulateFlags } from '../commands/simulate.ts';
import { EXIT } from '../exit-code.ts';
import { readInputs } from '../inputs.ts';
import { readDurations } from '../read-durations.ts';
import { colorsFor, data, json } from '../terminal.ts';
import { renderSimulation } from './render-simulation.ts';
import { waysOn } from './ways-on.ts';

/**
 * Simulates a workflow file and prints what would happen; the exit code says whether the run would fail.
 * @throws StepwrightError with the problems of the definition or of what it is simulated with
 */
export async function simulateFile(file: string, flags: SimulateFlags): Promise<void> {
  const { targets, definitions } = await ownFile(flags.targets ?? process.env['STEPWRIGHT_TARGETS'] ?? '');
  const input = await readInputs(flags.input ?? [], stagedNowhere);
  const text = await readText(file);
  if (typeof text !== 'string') throw refuse([{ file, problems: [text] }]);
  // Whatever no target has, stands for itself.
  const { definition, problems } = checkDefinitionText(text, { file, targets, inputNames: Object.keys(input), mocked: 'all' });
  if (definition === undefined) throw refuse([{ file, problems, text }]);
  const { result, timeline } = await simulate(definition, {
    input,
    targets,
    definitions,
    actions: await readMocks(flags.actions),
    at: (flags.at ?? []).map(readMessage),
    durations: flags.durations === undefined ? {} : await readDurations(flags.durations, definition),
    ...present({ approveAll: flags.approveAll }),
  });
  const ways = waysOn(result.waiting, result.duration);
  const { status, duration, output, failure } = result;
  if (flags.json === true)
    json({ definition: definition.id, status, duration, output: output as unknown, ...present({ failure }), timeline, waiting: ways });
  else data(renderSimulation({ file, definition, input, result, timeline, ways }, colorsFor(process.stdout)));
  process.exitCode = status === 'COMPLETED' || ways.length > 0 ? EXIT.completed : EXIT.notCompleted;
}

async function ownFile(path: string) {
  if (path === '') return { targets: [], definitions: [] };
  const { loadTargets } = await import('../../files/load-targets.ts');
  return loadTargets(path);
}

/** A reference to a file that nobody reads. */
function stagedNowhere(name: string, content: Uint8Array): Promise<unknown> {
  return Promise.resolve({ $file: 'simulated', name, size: content.byteLength });
}

async function readMocks(file: string | undefined): Promise<Readonly<Record<string, ActionMock>>> {
  if (file === undefined) return {};
  const text = await readText(file);
  if (typeof text !== 'string') throw refuse([{ file, problems: [text] }]);
  return mocksOf(valid(parseMocks(text, file), { file, text }));
}

function readMessage(text: string): Message {
  return messageOf(valid(parseMessage(text, '--at'), { file: '--at', text }));
}

function valid<T>({ value, problems }: Parsed<T>, source: { readonly file: string; readonly text: string }): T {
  if (value === undefined) throw refuse([{ ...source, problems: problems satisfies readonly Problem[] }]);
  return value;
}

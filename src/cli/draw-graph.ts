import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

import type { Run } from '../client/api.ts';
import { parseDefinition } from '../core/definition/parse.ts';
import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { RunFacts } from '../core/graph/diagram/with-run.ts';
import type { WorkflowStatus } from '../core/run/status.ts';
import { validateShape } from '../core/validation/validate-workflow.ts';
import { diagram } from '../diagram/diagram.ts';
import { refuse } from './checked-file.ts';
import type { GraphFlags } from './commands/graph.ts';
import { openSession, readSettings } from './session.ts';
import { colorsFor, data, json, note } from './terminal.ts';
import { writeOutput } from './write-output.ts';

/** Draws a file's definition or a run; on stdout or into a file. `--json`: `{ format, diagram }`. */
export async function drawGraph(source: string, flags: GraphFlags): Promise<void> {
  const { format, output } = flags;
  const { definition, run } = isFile(source) ? { definition: await readDefinition(source) } : await readRun(source, flags);
  const text = await diagram(definition, { format, ...(run === undefined ? {} : { run }) });
  if (output !== undefined) await writeOutput('--output', output, text);
  if (flags.json === true) json({ format, diagram: text });
  else if (output === undefined) data(text);
  else note(`${colorsFor(process.stderr).green('✔')} ${output}`);
}

function isFile(source: string): boolean {
  return existsSync(source) && statSync(source).isFile();
}

interface Drawn {
  readonly definition: WorkflowDefinition;
  readonly run?: RunFacts;
}

/** Only its shape matters: one may look at what is not finished yet. */
async function readDefinition(file: string): Promise<WorkflowDefinition> {
  const text = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  const { value, problems, locate } = parseDefinition(text, { file });
  const broken = problems.some(({ severity }) => severity === 'error');
  const all = [...problems, ...(broken ? [] : validateShape(value, { locate, file }).problems)];
  if (all.some(({ severity }) => severity === 'error')) throw refuse([{ file, problems: all, text }]);
  return value as WorkflowDefinition;
}

async function readRun(id: string, flags: GraphFlags): Promise<Drawn> {
  if (/\.(?:ya?ml|json)$/i.test(id)) {
    throw new StepwrightError('InvalidValue', `there is no workflow file ${id}`, {
      class: 'validation',
      hint: 'Paths are relative to the folder you are in.',
    });
  }
  const session = await openSession(await readSettings(flags), { worker: true });
  try {
    const run = session.stepwright.run(id);
    return { definition: await run.definition(), run: await factsOf(run) };
  } finally {
    await session.close();
  }
}

const OPEN: ReadonlySet<WorkflowStatus> = new Set(['PENDING', 'RUNNING', 'PAUSED']);

/** The result of a run that has ended needs no worker; the trace has what happened in loops. */
async function factsOf(run: Run): Promise<RunFacts> {
  const { status } = await run.progress();
  const record = OPEN.has(status) ? await run.state() : await run.result();
  return { ...record, events: await run.trace() };
}

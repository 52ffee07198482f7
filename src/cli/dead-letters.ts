import type { Stepwright } from '../client/api.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { present } from '../core/present.ts';
import type { LetterState } from '../core/run/letter.ts';
import type { DeadLetter, LetterFilter } from '../records/dead-letters.ts';
import type { LetterActionFlags, LetterFlags } from './commands/dlq.ts';
import type { PlaceFlags } from './flags.ts';
import { jsonMap } from './option-file.ts';
import { commandLine } from './render/command-line.ts';
import { renderLetter, renderLetters } from './render/letters.ts';
import { inSession } from './session.ts';
import { colorsFor, data, json, note } from './terminal.ts';

const STATES: readonly LetterState[] = ['dead', 'parked', 'replaying', 'recovered', 'discarded'];
/** Letters on which something can still be done. */
const OPEN: ReadonlySet<LetterState> = new Set(['dead', 'parked']);

/** `--json`: a letter a line. */
export async function listLetters(flags: LetterFlags): Promise<void> {
  const letters: DeadLetter[] = [];
  await inSession(flags, false, async ({ deadLetters }) => {
    for await (const letter of deadLetters.list(filterOf(flags))) {
      if (flags.json === true) json(letter);
      else letters.push(letter);
    }
  });
  if (flags.json === true) return;
  if (letters.length === 0) note('no dead letters');
  else data(renderLetters(letters));
  const open = letters.find(({ state }) => OPEN.has(state));
  if (open !== undefined) note(commandLine(['dlq', 'show', open.id], flags));
}

export async function showLetter(id: string, flags: PlaceFlags): Promise<void> {
  const letter = await inSession(flags, false, ({ deadLetters }) => deadLetters.get(id));
  if (flags.json === true) return json(letter);
  data(renderLetter(letter));
  if (OPEN.has(letter.state)) note(commandLine(['dlq', 'replay', id], flags));
}

/** `--json`: the letter. */
export async function addRun(run: string, flags: LetterActionFlags): Promise<void> {
  const letter = await inSession(flags, false, ({ deadLetters }) => deadLetters.add(run, present({ reason: flags.reason })));
  if (flags.json === true) json(letter);
  else
    note(
      `${colorsFor(process.stderr).green('✔')} ${run} is dead letter ${letter.id} · ${commandLine(['dlq', 'replay', letter.id], flags)}`,
    );
}

export async function editLetter(id: string, flags: PlaceFlags & { readonly params: string }): Promise<void> {
  const params = await jsonMap('--params', flags.params);
  const letter = await inSession(flags, false, ({ deadLetters }) => deadLetters.edit(id, params));
  if (flags.json === true) json(letter);
  else note(`${colorsFor(process.stderr).green('✔')} ${id} edited · ${commandLine(['dlq', 'replay', id], flags)}`);
}

/** `--json`: `{ id, runId }` a line, or `{ id, error }`. */
export async function replayLetters(ids: readonly string[], flags: LetterActionFlags): Promise<void> {
  const params = flags.params === undefined ? undefined : await jsonMap('--params', flags.params);
  if (params !== undefined && ids.length !== 1)
    throw usage('--params are for one letter', 'Name the one: stepwright dlq replay ID --params …');
  const options = present({ reason: flags.reason, params });
  await onEach(ids, flags, async ({ deadLetters }, id) => {
    const { runId } = await deadLetters.replay(id, options);
    return { fields: { runId }, said: `is tried again · ${commandLine(['result', runId], flags)}` };
  });
}

/** `--json`: `{ id }` a line, or `{ id, error }`. */
export async function discardLetters(ids: readonly string[], flags: LetterActionFlags): Promise<void> {
  await onEach(ids, flags, async ({ deadLetters }, id) => {
    await deadLetters.discard(id, present({ reason: flags.reason }));
    return { fields: {}, said: 'discarded' };
  });
}

interface Done {
  readonly fields: object;
  readonly said: string;
}

/** Goes on past those that fail, and fails at the end. */
async function onEach(
  ids: readonly string[],
  flags: LetterActionFlags,
  act: (stepwright: Stepwright, id: string) => Promise<Done>,
): Promise<void> {
  const failed = await inSession(flags, true, async (stepwright) => {
    const chosen = ids.length > 0 ? ids : await namedBy(stepwright, flags);
    let failures = 0;
    for (const id of chosen) {
      if (flags.dryRun === true) tell(flags, id, { fields: { dryRun: true }, said: 'would be' });
      else {
        const done = await act(stepwright, id).catch((error: unknown) => error as Error);
        if (done instanceof Error) failures += 1;
        tell(flags, id, done);
      }
    }
    if (flags.json !== true) note(`${chosen.length - failures} of ${chosen.length} letters`);
    return failures;
  });
  if (failed > 0)
    throw new StepwrightError('Failed', `${failed} letters could not be`, { hint: 'Each says why above; the others are done.' });
}

function tell(flags: LetterActionFlags, id: string, done: Done | Error): void {
  const colors = colorsFor(process.stderr);
  if (done instanceof Error) {
    const { code = 'Error' } = done as Partial<StepwrightError>;
    if (flags.json === true) json({ id, error: { code, message: done.message } });
    else note(`${colors.red('✘')} ${id} ${done.message}`);
  } else if (flags.json === true) json({ id, ...done.fields });
  else note(`${colors.green('✔')} ${id} ${done.said}`);
}

async function namedBy({ deadLetters }: Stepwright, flags: LetterActionFlags): Promise<readonly string[]> {
  const filter = filterOf(flags);
  if (Object.keys(filter).length === 0) throw usage('which letters?', 'Give ids, or options such as --state parked or --definition ID.');
  const ids: string[] = [];
  for await (const { id, state } of deadLetters.list(filter)) if (OPEN.has(state)) ids.push(id);
  return ids;
}

function filterOf({ state, definition, run, step, code, called }: LetterFlags): LetterFilter {
  const known = STATES.find((each) => each === state);
  if (state !== undefined && known === undefined) throw usage(`--state ${state}: there is no such state`, `One of ${STATES.join(', ')}.`);
  return present({ state: known, definition, runId: run, stepId: step, code, called });
}

function usage(message: string, hint: string): StepwrightError {
  return new StepwrightError('InvalidValue', message, { class: 'validation', hint });
}

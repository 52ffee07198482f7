import type { DeliveredEvent, EventAddress } from '../client/api.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { present } from '../core/present.ts';
import type { EventFlags } from './commands/event.ts';
import { jsonOption } from './option-file.ts';
import { openSession, readSettings } from './session.ts';
import { colorsFor, json, note } from './terminal.ts';

/** Sends an event and says who took it; `--json`: `{ id, runs, refused }`. */
export async function sendEvent(words: readonly string[], flags: EventFlags): Promise<void> {
  const { type, ...to } = addressOf(words, flags.key);
  const data = flags.data === undefined ? undefined : await jsonOption('--data', flags.data);
  const { id, source } = flags;
  // The run answers, and so somebody must work on it.
  const session = await openSession(await readSettings(flags), { worker: true });
  let sent: DeliveredEvent;
  try {
    sent = await session.stepwright.event(type, data, { ...to, ...present({ id, source }) });
  } finally {
    await session.close();
  }
  report(type, sent, flags);
}

type Addressed = EventAddress & { readonly type: string };

function addressOf(words: readonly string[], key: string | undefined): Addressed {
  const [first = '', second] = words;
  const fits = words.length === (key === undefined ? 2 : 1);
  if (fits && key !== undefined) return { key, type: first };
  if (fits && second !== undefined) return { run: first, type: second };
  const what = key === undefined ? 'a run id and the type of the event' : 'the type of the event alone: the runs are named by --key';
  throw new StepwrightError(words.length < 2 ? 'MissingField' : 'InvalidValue', `event takes ${what}`, {
    class: 'validation',
    hint: 'See stepwright event --help.',
  });
}

function report(type: string, { id, runs, refused }: DeliveredEvent, flags: EventFlags): void {
  if (flags.json === true) {
    json({ id, runs, refused: refused.map(({ runId, error: { code, message } }) => ({ runId, code, message })) });
    return;
  }
  const colors = colorsFor(process.stderr);
  note(`${colors.green('✔')} ${type} sent to ${runs.join(', ')} · id ${id}`);
  for (const { runId, error } of refused)
    note(`${colors.yellow('!')} ${runId} did not take it: ${colors.red(error.code)}: ${error.message}`);
}

import type { DeliveredEvent, EventAddress } from '../client/api.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { present } from '../core/present.ts';
import type { EventFlags } from './commands/event.ts';
import { jsonOption } from './option-file.ts';
import { openSession, readSettings } from './session.ts';
import { colorsFor, json, note } from './terminal.ts';

/** Sends an event and says who took it; `--json`: `{ id, runs, refused }`. */
export async function sendEvent(words: readonly string[], flags: EventFlags): Promise<void> {
  assertFolder(flags.data);
  const { to, type, text } = messageOf(words, flags.key);
  const data = text === undefined ? undefined : await jsonOption('the data of the event', text);
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

interface Message {
  readonly to: EventAddress;
  readonly type: string;
  /** Its data, as it was written. */
  readonly text: string | undefined;
}

function messageOf(words: readonly string[], key: string | undefined): Message {
  const [run, type, text, ...more] = key === undefined ? words : ['', ...words];
  if (run === undefined || type === undefined || more.length > 0) {
    const what = key === undefined ? 'a run id, the type of the event and its data' : 'the type of the event and its data, and no run id';
    throw new StepwrightError(type === undefined ? 'MissingField' : 'InvalidValue', `event takes ${what}`, {
      class: 'validation',
      hint: 'See stepwright event --help.',
    });
  }
  return { to: key === undefined ? { run } : { key }, type, text };
}

/** `--data` is the data folder in every command. */
function assertFolder(folder: string | undefined): void {
  if (folder === undefined || !/^\s*[{["@]/.test(folder)) return;
  throw new StepwrightError('InvalidValue', '--data names the data folder, and not what the event tells', {
    class: 'validation',
    hint: `Write what it tells after its type: stepwright event RUN TYPE '{"amount": 5}'.`,
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

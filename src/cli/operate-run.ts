import type { Run } from '../client/api.ts';
import type { OperateFlags } from './commands/skip.ts';
import { commandLine } from './render/command-line.ts';
import { openSession, readSettings } from './session.ts';
import { colorsFor, json, note } from './terminal.ts';

/** One thing that a person does to a step, or to the variables, of a live run. */
export interface Operation {
  readonly action: string;
  /** In the words of the message: `charge: skipped`. */
  readonly done: string;
  readonly act: (run: Run) => Promise<void>;
}

/** Does it and says so; `--json`: `{ runId, action }`. The run answers, so somebody must work on it. */
export async function operateRun(id: string, flags: OperateFlags, { action, done, act }: Operation): Promise<void> {
  const session = await openSession(await readSettings(flags), { worker: true });
  try {
    await act(session.stepwright.run(id));
  } finally {
    await session.close();
  }
  if (flags.json === true) json({ runId: id, action });
  else note(`${colorsFor(process.stderr).green('✔')} ${id} ${done} · ${commandLine(['progress', id], flags)}`);
}

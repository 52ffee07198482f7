import type { Run } from '../client/api.ts';
import type { PlaceFlags } from './flags.ts';
import { commandLine } from './render/command-line.ts';
import { openSession, readSettings } from './session.ts';
import { colorsFor, json, note } from './terminal.ts';

/** One thing to do to a run. */
export interface Control {
  readonly verb: 'pause' | 'resume' | 'cancel' | 'terminate';
  /** In the words of the message: `paused`. */
  readonly done: string;
  act(run: Run): Promise<void>;
}

/** Does it and says so; `--json`: `{ runId, action }`. */
export async function controlRun(id: string, flags: PlaceFlags, control: Control): Promise<void> {
  const session = await openSession(await readSettings(flags), { worker: false });
  try {
    await control.act(session.stepwright.run(id));
  } finally {
    await session.close();
  }
  if (flags.json === true) json({ runId: id, action: control.verb });
  else note(`${colorsFor(process.stderr).green('✔')} ${id} ${control.done} · ${commandLine(['progress', id], flags)}`);
}

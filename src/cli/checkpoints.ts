import type { CheckpointsApi } from '../client/api.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { present } from '../core/present.ts';
import type { CheckpointSummary } from '../records/checkpoints.ts';
import type { CheckpointFlags } from './commands/checkpoints.ts';
import { openSession, readSettings } from './session.ts';
import { colorsFor, data, json, note } from './terminal.ts';

export async function listCheckpoints(flags: CheckpointFlags): Promise<void> {
  await withCheckpoints(flags, async (checkpoints) => {
    let any = false;
    for await (const checkpoint of checkpoints.list(queryOf(flags))) {
      any = true;
      print(checkpoint, flags);
    }
    if (!any && flags.json !== true) note('no checkpoints');
  });
}

export async function withCheckpoint(verb: 'show' | 'validate' | 'delete', id: string, flags: CheckpointFlags): Promise<void> {
  await withCheckpoints(flags, async (checkpoints) => {
    if (verb === 'show') {
      json(await checkpoints.get(id));
      return;
    }
    await (verb === 'validate' ? checkpoints.validate(id) : checkpoints.delete(id));
    if (flags.json === true) json({ checkpoint: id, action: verb });
    else note(`${colorsFor(process.stderr).green('✔')} ${id} ${verb === 'validate' ? 'can be used' : 'deleted'}`);
  });
}

export async function cleanCheckpoints(flags: CheckpointFlags): Promise<void> {
  const { olderThan, keep } = flags;
  if (olderThan === undefined && keep === undefined) {
    throw new StepwrightError('InvalidValue', 'checkpoints clean was not told which ones to delete', {
      class: 'validation',
      hint: 'Give --older-than, --keep, or both.',
    });
  }
  await withCheckpoints(flags, async (checkpoints) => {
    const gone = await checkpoints.clean({ ...queryOf(flags), ...present({ olderThan, keep }) });
    for (const checkpoint of gone) print(checkpoint, flags);
    if (flags.json !== true) note(`${gone.length} deleted`);
  });
}

async function withCheckpoints(flags: CheckpointFlags, work: (checkpoints: CheckpointsApi) => Promise<void>): Promise<void> {
  const session = await openSession(await readSettings(flags), { worker: false });
  try {
    await work(session.stepwright.checkpoints);
  } finally {
    await session.close();
  }
}

function queryOf({ run, definition }: CheckpointFlags) {
  return present({ runId: run, definition });
}

function print(checkpoint: CheckpointSummary, flags: CheckpointFlags): void {
  const { id, name, createdAt, definition, version } = checkpoint;
  if (flags.json === true) json(checkpoint);
  else data(`${id}  ${createdAt}  ${definition}${version === null ? '' : ` ${version}`}  ${name}`);
}

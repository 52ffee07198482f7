import type { WorkerSummary } from '../client/api.ts';
import { renderDuration } from '../core/run/render-duration.ts';
import type { PlaceFlags } from './flags.ts';
import { renderTable } from './render/table.ts';
import { openSession, readSettings } from './session.ts';
import { data, json, note } from './terminal.ts';

/** Lists the workers of a task queue; `--json`: a line each. */
export async function showWorkers(flags: PlaceFlags): Promise<void> {
  const session = await openSession(await readSettings(flags), { worker: false });
  try {
    const workers = await session.stepwright.workers();
    if (flags.json === true) for (const worker of workers) json(worker);
    else if (workers.length > 0) data(renderTable([['WORKER', 'TASK QUEUE', 'TAKES', 'RATE', 'LAST SEEN'], ...workers.map(row)]));
    if (workers.length > 0) return;
    process.exitCode = 1;
    if (flags.json !== true) note(`no worker on task queue ${session.config.taskQueue}`);
  } finally {
    await session.close();
  }
}

function row({ identity, taskQueue, takes, rate, lastSeen }: WorkerSummary): string[] {
  const ago = Math.max(0, Date.now() - lastSeen.getTime());
  return [identity, taskQueue, takes.join(', '), rate === undefined ? '' : `${rate}/s`, `${renderDuration(ago)} ago`];
}

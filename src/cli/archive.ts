import type { RunHistoryApi } from '../client/kept-api.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { present } from '../core/present.ts';
import type { ArchivedSummary } from '../records/run-history.ts';
import type { ArchiveFlags, HistoryFlags } from './commands/archive.ts';
import type { PlaceFlags } from './flags.ts';
import { openSession, readSettings } from './session.ts';
import { parseTime } from './filter-values.ts';
import { data, json, note } from './terminal.ts';

export async function archiveRuns(ids: readonly string[], flags: ArchiveFlags): Promise<void> {
  const { definition, status, tag, key, children } = flags;
  const closedSince = flags.closedSince === undefined ? undefined : parseTime('--closed-since', flags.closedSince, Date.now());
  const query = present({ definition, status, tag, key, children, closedSince });
  if (ids.length > 0 && Object.keys(query).length > 0) throw both();
  // What a run did is told by a worker.
  await withHistory(flags, true, async (history) => {
    let [added, there] = [0, 0];
    for await (const archived of ids.length > 0 ? each(ids, history) : history.archiveAll(query)) {
      if (archived.added) added += 1;
      else there += 1;
      if (flags.json === true) json(archived);
      else if (archived.added) data(archived.runId);
    }
    if (flags.json !== true) note(`${added} archived, ${there} were already`);
  });
}

export async function listHistory(flags: HistoryFlags): Promise<void> {
  await withHistory(flags, false, async (history) => {
    let any = false;
    for await (const run of history.list(queryOf(flags))) {
      any = true;
      print(run, flags);
    }
    if (!any && flags.json !== true) note('no archived runs');
  });
}

export async function showHistory(id: string, flags: HistoryFlags): Promise<void> {
  await withHistory(flags, false, async (history) => json(await history.get(id)));
}

export async function cleanHistory(flags: HistoryFlags): Promise<void> {
  const { olderThan, keep } = flags;
  if (olderThan === undefined && keep === undefined) {
    throw new StepwrightError('InvalidValue', 'history clean was not told which runs to delete', {
      class: 'validation',
      hint: 'Give --older-than, --keep, or both.',
    });
  }
  await withHistory(flags, false, async (history) => {
    const gone = await history.clean({ ...queryOf(flags), ...present({ olderThan, keep }) });
    for (const run of gone) print(run, flags);
    if (flags.json !== true) note(`${gone.length} deleted`);
  });
}

async function* each(ids: readonly string[], history: RunHistoryApi) {
  for (const id of ids) yield await history.archive(id);
}

async function withHistory(flags: PlaceFlags, worker: boolean, work: (history: RunHistoryApi) => Promise<void>): Promise<void> {
  const session = await openSession(await readSettings(flags), { worker });
  try {
    await work(session.stepwright.history);
  } finally {
    await session.close();
  }
}

function queryOf({ run, definition, status, key }: HistoryFlags) {
  return present({ runId: run, definition, status, businessKey: key });
}

function print(run: ArchivedSummary, flags: PlaceFlags): void {
  const { runId, status, definition, version, endTime, omitted } = run;
  if (flags.json === true) json(run);
  else
    data(
      [
        runId,
        status,
        `${definition}${version === undefined ? '' : ` ${version}`}`,
        endTime,
        ...omitted.map((what) => `without ${what}`),
      ].join('  '),
    );
}

function both(): StepwrightError {
  return new StepwrightError('InvalidValue', 'archive was given run ids and options that find runs', {
    class: 'validation',
    hint: 'Give either.',
  });
}

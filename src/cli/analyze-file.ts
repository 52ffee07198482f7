import { analyzeWorkflow } from '../core/analysis/analyze-workflow.ts';
import { pastDurations } from '../client/past-durations.ts';
import { checkFile } from './check-file.ts';
import { refuse } from './checked-file.ts';
import type { AnalyzeFlags } from './commands/analyze.ts';
import { ownTargets } from './own-targets.ts';
import { readDurations } from './read-durations.ts';
import { renderAnalysis } from './render/analysis.ts';
import { colorsFor, data, json, note } from './terminal.ts';

/** Prints what decides how long a workflow takes; with `--json` the analysis as a record. */
export async function analyzeFile(file: string, flags: AnalyzeFlags): Promise<void> {
  const checked = await checkFile(file, { targets: await ownTargets(flags.targets) });
  const { definition } = checked;
  if (definition === undefined) throw refuse([checked]);
  const past = flags.fromRuns === undefined ? {} : await durationsOfRuns(definition.id, flags.fromRuns, flags);
  const given = flags.durations === undefined ? {} : await readDurations(flags.durations, definition);
  const analysis = analyzeWorkflow(definition, { durations: { ...past, ...given } });
  if (flags.json === true) json(analysis);
  else data(renderAnalysis(analysis, { colors: colorsFor(process.stdout), file }));
}

async function durationsOfRuns(id: string, runs: number, flags: AnalyzeFlags): Promise<Readonly<Record<string, number>>> {
  const { openSession, readSettings } = await import('./session.ts');
  const session = await openSession(await readSettings(flags), { worker: false });
  try {
    const past = await pastDurations(session.stepwright, id, { runs });
    note(past.runs === 0 ? `no completed runs of ${id}` : `durations: medians of ${past.runs} ${past.runs === 1 ? 'run' : 'runs'}`);
    return past.durations;
  } finally {
    await session.close();
  }
}

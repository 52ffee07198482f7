import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { recordedInput } from '../../src/replay/recorded-input.ts';
import { readHistory, type RecordedRun } from '../../src/replay/recorded-run.ts';

/** One folder per interpreter number, one file per scenario; `-1`, `-2`, … where the run went on in fresh histories. */
export const HISTORIES = fileURLToPath(new URL('histories', import.meta.url));

export interface RecordedScenario extends RecordedRun {
  /** `<interpreter number>/<file>`; the scenario is the run id. */
  readonly name: string;
}

export function recordedScenarios(): readonly RecordedScenario[] {
  return readdirSync(HISTORIES).flatMap((folder) =>
    readdirSync(join(HISTORIES, folder))
      .filter((file) => file.endsWith('.json'))
      .map((file) => ({
        name: `${folder}/${basename(file, '.json')}`,
        ...readHistory(readFileSync(join(HISTORIES, folder, file), 'utf8'), file),
      })),
  );
}

/** The definitions that the runs recorded under an interpreter number were started with, by scenario. */
export function recordedDefinitions(interpreter: number): ReadonlyMap<string, unknown> {
  const recorded = recordedScenarios().filter(({ name }) => name.startsWith(`${interpreter}/`));
  return new Map(recorded.map((run) => [run.runId, recordedInput(run)?.definition]));
}

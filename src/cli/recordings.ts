import { existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { isHistory, readHistory, type RecordedRun } from '../replay/recorded-run.ts';
import { withStoredPayloads } from '../replay/stored-payloads.ts';
import { withPayloads } from './payloads-of.ts';
import { openSession } from './session.ts';
import type { Settings } from './session.ts';

/** A history, and where it was found. */
export interface Recording extends RecordedRun {
  /** Path as the user sees it; absent when it came from the cluster. */
  readonly file?: string;
  /** From 1; absent when the run has one history only. */
  readonly part?: number;
}

/** The recordings of one file, or of a run of the cluster. */
export async function recordingsOf(what: string, settings: Settings): Promise<readonly Recording[]> {
  if (what.endsWith('.json') || (existsSync(what) && statSync(what).isFile())) return [await recordingIn(what, settings)];
  const texts = await fetchTexts(what, settings);
  const runs = texts.map((text) => readHistory(text, `run "${what}"`));
  return withPayloads(settings.config, (payloads) =>
    Promise.all(
      runs.map(async (run, i) => ({ ...(await withStoredPayloads(run, payloads)), ...(runs.length > 1 ? { part: i + 1 } : {}) })),
    ),
  );
}

async function fetchTexts(runId: string, settings: Settings): Promise<readonly string[]> {
  const session = await openSession(settings, { worker: false });
  try {
    return await session.stepwright.run(runId).histories();
  } finally {
    await session.close();
  }
}

async function recordingIn(file: string, { config }: Settings): Promise<Recording> {
  const run = readHistory(await textOf(file), file);
  return withPayloads(config, async (payloads) => ({ ...(await withStoredPayloads(run, payloads)), file }));
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new StepwrightError('InvalidValue', `there is no history ${file}`, {
      class: 'validation',
      hint: 'Paths are relative to the folder you are in. A run of the cluster is named by its run id.',
      cause: error,
    });
  }
}

/** A history that can't be read, which a check of many reports as it goes. */
export interface Unreadable {
  readonly file: string;
  readonly error: unknown;
}

/**
 * Every history in a folder, and below it, one after the other. JSON files that are something else are left out.
 * @throws StepwrightError `InvalidValue` when there is none
 */
export async function* recordingsIn(folder: string, settings: Settings): AsyncGenerator<Recording | Unreadable> {
  let found = 0;
  for (const file of await jsonFiles(folder)) {
    if (isSomethingElse(await textOf(file))) continue;
    found += 1;
    yield await recordingIn(file, settings).catch((error: unknown) => ({ file, error }));
  }
  if (found === 0) {
    throw new StepwrightError('InvalidValue', `there is no history in ${folder}`, {
      class: 'validation',
      hint: 'stepwright replay RUN --save FILE writes one.',
    });
  }
}

async function jsonFiles(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder, { recursive: true });
    return names
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(folder, name))
      .sort();
  } catch (error) {
    throw new StepwrightError('InvalidValue', `there is no folder ${folder}`, {
      class: 'validation',
      hint: 'Paths are relative to the folder you are in.',
      cause: error,
    });
  }
}

/** A file that is not even JSON is a broken one, not something else. */
function isSomethingElse(text: string): boolean {
  try {
    return !isHistory(JSON.parse(text));
  } catch {
    return false;
  }
}

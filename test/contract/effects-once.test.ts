import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

import { parseCsv } from '../../activities/targets/local/csv.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

const PROGRAM = fileURLToPath(new URL('effects-process.ts', import.meta.url));
const STEPS = 40;
const KILLS = 4;

/** A process that works; resolves when it has begun. */
async function start(data: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, data, String(STEPS)], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

it('happens exactly once, however many processes do it and whenever they are killed', { timeout: 120_000 }, async () => {
  const data = tempFolder();
  for (let round = 1; round <= KILLS; round += 1) {
    const both = await Promise.all([start(data), start(data)]);
    // A different moment each time: early ones fall into the first writes, late ones between them.
    await sleep(round * 40);
    for (const child of both) child.kill('SIGKILL');
    await Promise.all(both.map(ended));
  }
  const last = await Promise.all([start(data), start(data)]);
  expect(await Promise.all(last.map(ended))).toEqual([0, 0]);

  const steps = Array.from({ length: STEPS }, (_empty, step) => `step ${step}`).sort();
  const text = (...path: string[]) => readFileSync(join(data, ...path), 'utf8');
  const json = (...path: string[]) => JSON.parse(text(...path)) as Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;
  const lines = (...path: string[]) =>
    text(...path)
      .trimEnd()
      .split('\n');
  const short = (values: readonly (string | undefined)[]) => values.map((value) => value?.replace(/ x+$/, '')).sort();
  const records = (...path: string[]) => lines(...path).map((line) => JSON.parse(line) as Readonly<Record<string, string>>);

  expect(short(records('slack', 'c.jsonl').map(({ message }) => message))).toEqual(steps);
  expect(short(records('gmail', 'outbox.jsonl').map(({ body }) => body))).toEqual(steps);
  expect(short(json('trello', 'board.json')['cards']?.map(({ name }) => name) ?? [])).toEqual(steps);
  expect(short(json('notion', 'pages.json')['pages']?.map(({ title }) => title) ?? [])).toEqual(steps);
  expect(
    short(
      parseCsv(text('sheets', 's.csv'))
        .slice(1)
        .map(([cell]) => cell),
    ),
  ).toEqual(steps);
  expect(short(lines('files', 'log'))).toEqual(steps);
  expect(short(readdirSync(join(data, 'drive', 'F')).map((name) => text('drive', 'F', name)))).toEqual(steps);
  expect(readdirSync(join(data, 'files'))).toEqual(['log']);
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { readConfig } from '../../worker/config.ts';
import { recordingsIn, recordingsOf } from './recordings.ts';
import type { Settings } from './session.ts';

let folder: string;
let settings: Settings;
const HISTORY = '{"events": [{"eventType": "EVENT_TYPE_WORKFLOW_EXECUTION_STARTED", "workflowExecutionStartedEventAttributes": {}}]}';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stepwright-test-'));
  settings = { config: readConfig({}, { data: folder }), roles: [], own: { targets: [], definitions: [], files: [] } };
  mkdirSync(join(folder, 'all', 'deep'), { recursive: true });
  mkdirSync(join(folder, 'none'));
  writeFileSync(join(folder, 'all', 'b.json'), HISTORY);
  writeFileSync(join(folder, 'all', 'deep', 'a.json'), HISTORY);
  writeFileSync(join(folder, 'all', 'broken.json'), '{');
  writeFileSync(join(folder, 'all', 'package.json'), '{"name": "no history"}');
  writeFileSync(join(folder, 'all', 'notes.txt'), HISTORY);
  writeFileSync(join(folder, 'none', 'package.json'), '{}');
});
afterAll(() => rmSync(folder, { recursive: true }));

async function found(path: string): Promise<readonly string[]> {
  const list: string[] = [];
  for await (const recording of recordingsIn(join(folder, path), settings))
    list.push(`${recording.file?.slice(folder.length) ?? ''}${'error' in recording ? ' broken' : ''}`);
  return list;
}

it('finds every history in a folder and below, in order, and those that are broken; nothing else', async () => {
  expect(await found('all')).toEqual(['/all/b.json', '/all/broken.json broken', '/all/deep/a.json']);
});

it('a folder without any, or none at all, is refused', async () => {
  await expect(found('none')).rejects.toThrow('there is no history in');
  await expect(found('nowhere')).rejects.toThrow('there is no folder');
});

it('takes a file for a file, whatever its name, and a missing one for an error', async () => {
  expect(await recordingsOf(join(folder, 'all', 'notes.txt'), settings)).toMatchObject([{ file: join(folder, 'all', 'notes.txt') }]);
  await expect(recordingsOf(join(folder, 'gone.json'), settings)).rejects.toThrow('there is no history');
});

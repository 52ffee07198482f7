import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { announceWorker, findWorker } from './live-workers.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'workers-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

it('finds a worker of the same task queue until it says goodbye', () => {
  const goodbye = announceWorker(dataDir, { taskQueue: 'q', targets: ['/t.ts'] });
  expect(findWorker(dataDir, 'q')).toMatchObject({ pid: process.pid, targets: ['/t.ts'] });
  expect(findWorker(dataDir, 'other')).toBeUndefined();
  goodbye();
  expect(findWorker(dataDir, 'q')).toBeUndefined();
});

it('forgets a worker that was killed', () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const file = join(dataDir, 'workers', `${pid}.json`);
  mkdirSync(join(dataDir, 'workers'));
  writeFileSync(file, JSON.stringify({ pid, identity: `${pid}:1`, taskQueue: 'q', targets: [] }));
  expect(findWorker(dataDir, 'q')).toBeUndefined();
  expect(existsSync(file)).toBe(false);
});

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { StagedDefinitions } from './staged-definitions.ts';

let dataDir: string;
let staged: StagedDefinitions;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'staged-'));
  staged = new StagedDefinitions(dataDir);
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const names = (): string[] => readdirSync(staged.folder).sort();

it('keeps one file per definition and version, whole', () => {
  staged.put('/a.yaml', { id: 'a', name: 'A', version: '1.0.0', steps: [] });
  staged.put('/b.yaml', { id: 'b', name: 'B', steps: [] });
  expect(names()).toEqual(['a@1.0.0.workflow.json', 'b.workflow.json']);
  expect(JSON.parse(readFileSync(join(staged.folder, 'b.workflow.json'), 'utf8'))).toEqual({ id: 'b', name: 'B', steps: [] });
});

it('replaces what a file held before, under its old name too', () => {
  staged.put('/a.yaml', { id: 'a', name: 'A', steps: [] });
  staged.put('/a.yaml', { id: 'renamed', name: 'A', steps: [] });
  expect(names()).toEqual(['renamed.workflow.json']);
});

it('drops what a removed file held, and everything at the end', () => {
  staged.put('/a.yaml', { id: 'a', name: 'A', steps: [] });
  staged.drop('/a.yaml');
  staged.drop('/never-there.yaml');
  expect(names()).toEqual([]);
  staged.close();
  expect(existsSync(staged.folder)).toBe(false);
});

it('removes what a killed process left, and nothing of a live one', () => {
  const { pid: dead } = spawnSync(process.execPath, ['-e', '']);
  const folderOf = (pid: number): string => join(dataDir, 'definitions', String(pid));
  for (const pid of [dead, process.ppid]) mkdirSync(folderOf(pid));
  expect(existsSync(new StagedDefinitions(dataDir).folder)).toBe(true);
  expect(existsSync(folderOf(dead))).toBe(false);
  expect(existsSync(folderOf(process.ppid))).toBe(true);
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { findTests } from './find-tests.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'find-tests-'));
  for (const file of [
    'b.test.yaml',
    'deep/a.test.json',
    'c.test.yml',
    'deep/x.workflow.yaml',
    'node_modules/n.test.yaml',
    '.hidden/h.test.yaml',
    'd.test.ts',
  ]) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const named = (files: readonly string[]) => files.map((file) => relative(folder, file));

it('takes the test files of folders, sorted, and any file that is named', () => {
  expect(named(findTests([folder]))).toEqual(['b.test.yaml', 'c.test.yml', 'deep/a.test.json']);
  expect(named(findTests([join(folder, 'deep'), join(folder, 'deep/x.workflow.yaml'), join(folder, 'deep/a.test.json')]))).toEqual([
    'deep/a.test.json',
    'deep/x.workflow.yaml',
  ]);
});

it('refuses paths that are not there, and folders without tests', () => {
  expect(() => findTests([join(folder, 'nothing')])).toThrow(/there is no file or folder .*nothing/);
  expect(() => findTests([join(folder, '.hidden/..', 'node_modules')])).not.toThrow();
  mkdirSync(join(folder, 'empty'));
  expect(() => findTests([join(folder, 'empty')])).toThrow(/there is no test file below/);
});

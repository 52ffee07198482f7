import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { scan } from './scan.ts';

let folder: string;
const file = (...parts: string[]): string => join(folder, ...parts);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scan-'));
  for (const sub of ['sub', 'node_modules/x', '.hidden']) mkdirSync(file(sub), { recursive: true });
  for (const name of [
    'b.workflow.yaml',
    'sub/a.workflow.json',
    'config.yaml',
    'b.test.yaml',
    'targets.ts',
    'sub/my.targets.js',
    'mytargets.ts',
    'x.txt',
  ]) {
    writeFileSync(file(name), '');
  }
  for (const name of ['node_modules/x/c.workflow.yaml', '.hidden/d.workflow.yaml']) writeFileSync(file(name), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

it('takes from a folder what says by its name what it is', () => {
  expect(scan({ paths: [folder] })).toEqual({
    definitions: [file('b.workflow.yaml'), file('sub/a.workflow.json')],
    targets: [file('sub/my.targets.js'), file('targets.ts')],
    folders: [folder, file('sub')],
  });
});

it('takes a file named itself by its ending', () => {
  const found = scan({ paths: [file('config.yaml'), file('mytargets.ts')] });
  expect(found).toEqual({ definitions: [file('config.yaml')], targets: [file('mytargets.ts')], folders: [] });
});

it('refuses what is not there or of no use', () => {
  expect(() => scan({ paths: [file('nowhere')] })).toThrow(/there is no file or folder .*nowhere/);
  expect(() => scan({ paths: [file('x.txt')] })).toThrow(/neither a definition nor a file with targets/);
});

it('takes every YAML and JSON file of a folder of definitions', () => {
  expect(scan({ paths: [], definitionsDir: file('sub') }).definitions).toEqual([file('sub/a.workflow.json')]);
  expect(scan({ paths: [], definitionsDir: folder }).definitions).toContain(file('config.yaml'));
  expect(scan({ paths: [], definitionsDir: folder }).definitions).not.toContain(file('b.test.yaml'));
});

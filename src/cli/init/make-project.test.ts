import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { makeProject, needsInstall } from './make-project.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'init-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('makes the folder and gives the names of its files', async () => {
  const dir = join(folder, 'deep', 'hello');
  expect([...(await makeProject(dir))].sort()).toEqual(readdirSync(dir).sort());
});

it('leaves a package.json that is there as it is', async () => {
  writeFileSync(join(folder, 'package.json'), '{"name":"mine"}');
  expect(await makeProject(folder)).not.toContain('package.json');
  expect(readFileSync(join(folder, 'package.json'), 'utf8')).toBe('{"name":"mine"}');
});

it('writes nothing when a workflow or targets are in the way', async () => {
  writeFileSync(join(folder, 'targets.ts'), 'mine');
  await expect(makeProject(folder)).rejects.toMatchObject({ code: 'InvalidValue', message: `${folder} already has targets.ts` });
  expect(readdirSync(folder)).toEqual(['targets.ts']);
});

it('refuses a folder that cannot be made', async () => {
  writeFileSync(join(folder, 'file'), '');
  await expect(makeProject(join(folder, 'file', 'x'))).rejects.toMatchObject({
    code: 'InvalidValue',
    hint: 'Name a folder you may write to.',
  });
});

it('knows whether the package is installed above', () => {
  expect(needsInstall(folder)).toBe(true);
  mkdirSync(join(folder, 'node_modules', 'stepwright'), { recursive: true });
  writeFileSync(join(folder, 'node_modules', 'stepwright', 'package.json'), '{}');
  expect(needsInstall(join(folder, 'hello'))).toBe(false);
});

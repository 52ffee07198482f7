import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { Workspace } from './workspace.ts';

let folder: string;
let dataDir: string;
let workspace: Workspace;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'workspace-')));
  dataDir = mkdtempSync(join(tmpdir(), 'workspace-data-'));
  workspace = new Workspace({ paths: [folder] }, dataDir);
});
afterEach(() => {
  workspace.close();
  for (const made of [folder, dataDir]) rmSync(made, { recursive: true });
});

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

const definition = (action: string): string => `id: a\nname: A\nsteps:\n  - { id: x, target: mine, action: ${action} }\n`;
const targets = (action: string): string =>
  `import * as z from 'zod'; export default { name: 'mine', actions: { ${action}: { params: z.object({}), run() {} } } };`;
const served = (): string[] => readdirSync(workspace.definitionsDir);

it('takes what is new and good, and nothing twice', async () => {
  write('targets.ts', targets('go'));
  write('a.workflow.yaml', definition('go'));
  const first = await workspace.look();
  expect(first).toMatchObject({ targetsChanged: true, failed: [], refused: [] });
  expect(first.taken.map(({ file }) => file)).toEqual([join(folder, 'a.workflow.yaml')]);
  expect(served()).toEqual(['a.workflow.json']);
  expect(workspace.targets.map(({ name }) => name)).toEqual(['mine']);
  expect(await workspace.look()).toEqual({ targetsChanged: false, taken: [], refused: [], failed: [] });
});

it('keeps the last good version of a broken definition and says what is wrong', async () => {
  write('targets.ts', targets('go'));
  write('a.workflow.yaml', definition('go'));
  await workspace.look();
  write('a.workflow.yaml', definition('gone'));
  const { refused, taken } = await workspace.look();
  expect(taken).toEqual([]);
  expect(refused.map(({ problems }) => problems.map(({ code }) => code))).toEqual([['UnknownAction']]);
  expect(readFileSync(join(workspace.definitionsDir, 'a.workflow.json'), 'utf8')).toContain('"go"');
});

it('keeps the last good version of broken targets and tries again when they change', async () => {
  write('targets.ts', targets('go'));
  await workspace.look();
  write('targets.ts', 'export default ((');
  const broken = await workspace.look();
  expect(broken).toMatchObject({ targetsChanged: false, failed: [{ file: join(folder, 'targets.ts') }] });
  expect(Object.keys(workspace.targets[0]?.actions ?? {})).toEqual(['go']);
  expect((await workspace.look()).failed).toEqual([]);
  write('targets.ts', targets('walk'));
  expect(await workspace.look()).toMatchObject({ targetsChanged: true, failed: [] });
  expect(Object.keys(workspace.targets[0]?.actions ?? {})).toEqual(['walk']);
});

it('checks every definition again when the targets change', async () => {
  write('targets.ts', targets('go'));
  write('a.workflow.yaml', definition('walk'));
  expect((await workspace.look()).refused).toHaveLength(1);
  write('targets.ts', targets('walk'));
  expect((await workspace.look()).taken.map(({ definition: { id } }) => id)).toEqual(['a']);
});

it('forgets what a removed file held', async () => {
  write('targets.ts', targets('go'));
  write('a.workflow.yaml', definition('go'));
  await workspace.look();
  rmSync(join(folder, 'a.workflow.yaml'));
  rmSync(join(folder, 'targets.ts'));
  expect(await workspace.look()).toMatchObject({ targetsChanged: true });
  expect(served()).toEqual([]);
  expect(workspace.targets).toEqual([]);
});

it('serves the definitions that a targets file exports', async () => {
  write(
    'targets.ts',
    `export default []; export const definitions = [{ id: 'b', name: 'B', steps: [{ id: 'x', target: 'util', action: 'echo' }] }];`,
  );
  await workspace.look();
  expect(served()).toEqual(['b.workflow.json']);
  write('targets.ts', 'export default [];');
  await workspace.look();
  expect(served()).toEqual([]);
});

it('watches the folders of everything that matters', async () => {
  write('targets.ts', `import './helper.ts'; ${targets('go')}`);
  write('helper.ts', '');
  await workspace.look();
  expect([...workspace.folders]).toEqual([folder]);
  write('helper.ts', 'export {};');
  expect((await workspace.look()).targetsChanged).toBe(true);
});

it('passes over files of a folder of definitions that hold none', async () => {
  const other = new Workspace({ paths: [], definitionsDir: folder }, join(dataDir, 'other'));
  write('settings.json', '{"colour": "red"}');
  write('b.yaml', 'id: b\nname: B\nsteps:\n  - { id: x, target: util, action: nothing }\n');
  const { refused } = await other.look();
  other.close();
  expect(refused.map(({ file }) => file)).toEqual([join(folder, 'b.yaml')]);
});

it('refuses a second file with the same id and version', async () => {
  const text = 'id: b\nname: B\nsteps:\n  - { id: x, target: util, action: echo }\n';
  write('1.workflow.yaml', text);
  write('2.workflow.yaml', text);
  const { taken, refused } = await workspace.look();
  expect(taken.map(({ file }) => file)).toEqual([join(folder, '1.workflow.yaml')]);
  expect(refused.map(({ file, problems }) => [file, problems[0]?.code])).toEqual([[join(folder, '2.workflow.yaml'), 'DuplicateName']]);
});

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { loadTargets } from './load-targets.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'targets-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

function problem(path: string): Promise<StepwrightError> {
  return loadTargets(path).then(
    () => new StepwrightError('Taken', 'nothing was refused'),
    (error: unknown) => error as StepwrightError,
  );
}

describe('loadTargets', () => {
  it('names the modules of CPU steps among the files', async () => {
    const module = write('crunch.js', 'export default () => 1;');
    const file = write(
      'targets.ts',
      `import { defineCpuStep } from 'stepwright';
       export default defineCpuStep('crunch', { module: new URL('./crunch.js', import.meta.url) });`,
    );
    const { targets, files } = await loadTargets(file);
    expect(files).toContain(module);
    // Outside a worker it runs in place.
    expect(await targets[0]?.actions['crunch']?.run({} as never, undefined as never)).toBe(1);
  });

  it('loads TypeScript in a project that has installed nothing, and names the files it is made of', async () => {
    const helper = write('helper.ts', 'export const answer: number = 42;');
    const file = write(
      'targets.ts',
      `import * as z from 'zod';
       import { answer } from './helper.ts';
       export default { name: 'mine', actions: { a: { params: z.object({}), run: () => answer } } };`,
    );
    const { targets, definitions, files } = await loadTargets(file);
    expect(targets.map(({ name }) => name)).toEqual(['mine']);
    expect(targets[0]?.actions['a']?.run({} as never, undefined as never)).toBe(42);
    expect(definitions).toEqual([]);
    expect(files).toEqual([file, helper]);
  });

  it('loads a JavaScript module where no package.json says that it is one', async () => {
    const text = `import { defineTarget } from 'stepwright';\nexport default defineTarget('mine', { actions: {} });`;
    const { targets } = await loadTargets(write('targets.js', text));
    expect(targets.map(({ name }) => name)).toEqual(['mine']);
  });

  it('gives the new version of a changed file, of a file it imports too', async () => {
    write('helper.ts', 'export const answer = 1;');
    const file = write('targets.ts', `import { answer } from './helper.ts'; export default [{ name: 'n' + answer, actions: {} }];`);
    expect((await loadTargets(file)).targets[0]?.name).toBe('n1');
    write('helper.ts', 'export const answer = 2;');
    expect((await loadTargets(file)).targets[0]?.name).toBe('n2');
  });

  it('loads JavaScript, as a module and as CommonJS', async () => {
    write('package.json', '{"type":"module"}');
    expect((await loadTargets(write('targets.js', `export default { name: 'esm', actions: {} };`))).targets[0]?.name).toBe('esm');
    mkdirSync(join(folder, 'old'));
    write('old/package.json', '{}');
    expect((await loadTargets(write('old/targets.js', `module.exports = { name: 'cjs', actions: {} };`))).targets[0]?.name).toBe('cjs');
  });

  it('gives the definitions a file exports', async () => {
    const file = write('targets.mjs', `export default []; export const definitions = [{ id: 'a', name: 'A', steps: [] }];`);
    expect((await loadTargets(file)).definitions).toEqual([{ id: 'a', name: 'A', steps: [] }]);
  });

  it('says what is wrong with a file', async () => {
    expect((await problem(join(folder, 'nowhere.ts'))).message).toMatch(/there is no targets file .*nowhere\.ts/);
    expect((await problem(folder)).message).toMatch(/is a folder/);
    expect((await problem(write('a.ts', 'export default {'))).message).toMatch(/a\.ts cannot be loaded: /);
    expect((await problem(write('b.ts', 'throw new Error("at load");'))).message).toMatch(/b\.ts cannot be loaded: at load/);
    expect((await problem(write('c.ts', 'export const x = 1;'))).hint).toMatch(/export default defineTarget/);
    expect((await problem(write('d.ts', 'export default [{ name: 5 }];'))).message).toMatch(/must be a target or a list of targets/);
    expect((await problem(write('e.ts', 'export default []; export const definitions = [5];'))).message).toMatch(
      /"definitions" must be a list/,
    );
    expect((await problem(write('f.ts', `import 'nowhere-package'; export default [];`))).message).toMatch(/nowhere-package/);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { bundleWorkflowCode } from '@temporalio/worker';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

import { workflowBundleOptions } from '../../worker/bundle-options.ts';
import { impurities } from './impurities.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function sources(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.test(?:-d)?\.ts$/.test(file))
    .map((file) => join(ROOT, folder, file));
}

function found(code: string): readonly string[] {
  return impurities('a.ts', code).map(({ problem }) => problem);
}

describe('sandbox code', () => {
  const files = [...sources('src/core'), ...sources('workflows')];

  it('keeps no state in modules and asks no clock', () => {
    expect(files.length).toBeGreaterThan(50);
    const all = files.flatMap((file) => impurities(relative(ROOT, file), readFileSync(file, 'utf8')));
    expect(all).toEqual([]);
  });

  it.each([
    ['a variable', 'let count = 0;', 'module-level let count'],
    [
      'a cache',
      'const cache = new Map<string, number>();\nexport function f(key: string) { cache.set(key, 1); }',
      'writes to module-level cache',
    ],
    ['a list', 'const seen: string[] = [];\nexport const f = (name: string) => seen.push(name);', 'writes to module-level seen'],
    ['a record', 'const table: Record<string, number> = {};\nfunction f() { table["a"] = 1; }', 'writes to module-level table'],
    ['a record, undone', 'const table: Record<string, number> = {};\nfunction f() { delete table.a; }', 'writes to module-level table'],
    ['a counter', 'const state = { n: 0 };\nfunction f() { state.n++; }', 'writes to module-level state'],
    ['a static field', 'class A { static count = 0; }', 'static field count'],
    [
      'a sticky regular expression',
      'const PATTERN = /a/g;\nfunction f(text: string) { return PATTERN.exec(text); }',
      'stateful regular expression PATTERN',
    ],
    ['the time', 'export const f = () => new Date();', 'new Date() without an argument'],
  ])('is found out: %s', (_, code, problem) => {
    expect(found(code)).toEqual([problem]);
  });

  it.each([
    ['a table', "const TABLE = { a: 1 };\nexport const f = () => TABLE['a'];"],
    ['a set that is read', "const NAMES = new Set(['a']);\nexport const f = (name: string) => NAMES.has(name);"],
    ['state of a call', 'export function f() { const seen: string[] = []; seen.push("a"); let n = 0; n += 1; return seen; }'],
    [
      'a name that hides another',
      'const list: string[] = [];\nexport function f(list: string[]) { list.push("a"); }\nexport const g = () => list.length;',
    ],
    ['a given time', 'export const f = (ms: number) => new Date(ms);'],
  ])('may have %s', (_, code) => {
    expect(found(code)).toEqual([]);
  });
});

describe('the workflow bundle', () => {
  it('has a default export and no other: any other would be a workflow type of its own', { timeout: 60_000 }, () => {
    const { workflowsPath } = workflowBundleOptions();
    const program = ts.createProgram([workflowsPath], { allowImportingTsExtensions: true, noEmit: true, module: ts.ModuleKind.NodeNext });
    const source = program.getSourceFile(workflowsPath);
    const module = source === undefined ? undefined : program.getTypeChecker().getSymbolAtLocation(source);
    const exported = module === undefined ? [] : program.getTypeChecker().getExportsOfModule(module);
    expect(exported.map((symbol) => symbol.getName())).toEqual(['default']);
  });

  it('is evaluated once per worker, all of it', () => {
    const { workflowsPath, workflowInterceptorModules = [], preloadModules } = workflowBundleOptions();
    expect(preloadModules).toEqual(expect.arrayContaining([workflowsPath, ...workflowInterceptorModules]));
  });

  it('is accepted by the real bundler, and holds no parser', { timeout: 60_000 }, async () => {
    const ignore = (): void => undefined;
    const logger = { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };
    const { code } = await bundleWorkflowCode({ ...workflowBundleOptions(), logger });
    expect(code).toContain('src/core/interpreter/interpreter.ts');
    expect(code).not.toMatch(/node_modules\/(?:zod|yaml)\//);
  });
});

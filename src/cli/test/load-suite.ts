import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import type { Locate } from '../../core/definition/locate.ts';
import type { Problem } from '../../core/definition/problem.ts';
import { problemOf } from '../../core/validation/validate-workflow.ts';
import type { TargetsFile } from '../../files/load-targets.ts';
import { checkDefinitionText, type DefinitionCheck } from '../../testing/checked-definition.ts';
import { checkTests } from '../../testing/test-file/check.ts';
import { isError, parseTestFile } from '../../testing/test-file/parse.ts';
import type { Suite } from '../../testing/test-file/run.ts';
import type { TestFile } from '../../testing/test-file/schema.ts';
import { readText } from '../check-file.ts';
import type { CheckedFile } from '../checked-file.ts';

/** A test file, and what it tests. */
export interface LoadedSuite {
  readonly file: string;
  /** Everything that was read, the test file first. */
  readonly read: readonly CheckedFile[];
  /** Absent when something that was read is not valid. */
  readonly suite?: Suite;
  /** The files of definitions, by their ids and versions as coverage names them. */
  readonly sources: ReadonlyMap<string, Source>;
  /** Where something stands in the test file. */
  readonly locate: Locate;
}

export interface Source {
  readonly file: string;
  readonly locate: Locate;
}

/** Reads a test file and the definitions that it names; what is wrong with them is told, not thrown. */
export async function loadSuite(file: string, own: Pick<TargetsFile, 'targets' | 'definitions'>): Promise<LoadedSuite> {
  const text = await readText(file);
  if (typeof text !== 'string') return { file, read: [{ file, problems: [text] }], sources: new Map(), locate: () => undefined };
  const parsed = parseTestFile(text, file);
  const { value, locate } = parsed;
  const definitions = value === undefined ? [] : definitionFiles(file, value);
  const found = definitions.filter((each) => existsSync(each.file));
  const problems = [
    ...parsed.problems,
    ...definitions.filter((each) => !existsSync(each.file)).map((each) => absent(each, { file, locate })),
  ];
  if (value === undefined || problems.some(isError)) return { file, read: [{ file, problems, text }], sources: new Map(), locate };
  const [tested, ...children] = await Promise.all(found.map((each) => readDefinition(each.file, checkFor(value, own.targets))));
  const read = [tested, ...children].flatMap((each) => each ?? []);
  const sources = new Map(
    read.flatMap(({ definition, file, locate }) => (definition === undefined ? [] : [[nameOf(definition), { file, locate }] as const])),
  );
  const definition = tested?.definition;
  const others = children.flatMap((child) => child.definition ?? []);
  if (definition === undefined || others.length < children.length)
    return { file, read: [{ file, problems, text }, ...read], sources, locate };
  const suite = { file: value, definition, definitions: [...own.definitions, ...others], targets: own.targets };
  const unknown = checkTests(value, suite, { file, locate });
  const all = [{ file, problems: [...problems, ...unknown], text }, ...read];
  return { file, read: all, sources, locate, ...(unknown.some(isError) ? {} : { suite }) };
}

function nameOf({ id, version }: { readonly id: string; readonly version?: string }): string {
  return version === undefined ? id : `${id}@${version}`;
}

interface NamedFile {
  readonly file: string;
  /** Where the test file names it; absent when it does not. */
  readonly pointer?: string;
}

const TEST_ENDING = /(?:\.test)?\.(?:ya?ml|json)$/i;
const ENDINGS = ['.yaml', '.yml', '.json'];

/** The tested definition first, then those of child runs; relative to where we are. */
function definitionFiles(file: string, { definition, definitions = [] }: TestFile): readonly NamedFile[] {
  const beside = (path: string) => relative('', join(dirname(file), path));
  const base = file.replace(TEST_ENDING, '.workflow');
  const usual = ENDINGS.map((ending) => base + ending).find((path) => existsSync(path)) ?? `${base}.yaml`;
  return [
    definition === undefined ? { file: usual } : { file: beside(definition), pointer: '/definition' },
    ...definitions.map((path, index) => ({ file: beside(path), pointer: `/definitions/${index}` })),
  ];
}

function absent(named: NamedFile, options: Pick<Source, 'file' | 'locate'>): Problem {
  const { pointer = '' } = named;
  const hint =
    pointer === '' ? 'name the file that is tested, as in "definition: ./order.workflow.yaml"' : 'paths are relative to the test file';
  return problemOf({ code: 'InvalidValue', pointer, message: `there is no workflow file ${named.file}`, hint }, options);
}

/** What stands for something in one test of the file is known in all of it. */
function checkFor(file: TestFile, targets: TargetsFile['targets']): DefinitionCheck {
  const mocked = [file, ...file.tests].flatMap(({ actions = {} }) => Object.keys(actions));
  const echoes = [file, ...file.tests].some(({ unmocked }) => unmocked === 'echo');
  return {
    targets,
    mocked: echoes ? 'all' : mocked,
    inputNames: [...new Set(file.tests.flatMap(({ input = {} }) => Object.keys(input)))],
  };
}

async function readDefinition(file: string, check: DefinitionCheck): Promise<CheckedFile & Source> {
  const text = await readText(file);
  if (typeof text !== 'string') return { file, problems: [text], locate: () => undefined };
  return { ...checkDefinitionText(text, { ...check, file }), file, text };
}

import { performance } from 'node:perf_hooks';

import { StepwrightError } from '../../core/errors/stepwright-error.ts';
import { present } from '../../core/present.ts';
import type { TargetsFile } from '../../files/load-targets.ts';
import { runTest, type TestOutcome } from '../../testing/test-file/run.ts';
import type { Difference } from '../../testing/test-file/compare.ts';
import type { TestFlags } from '../commands/test.ts';
import { EXIT } from '../exit-code.ts';
import { colorsFor, data, json } from '../terminal.ts';
import { coverageReport, type SuiteCoverage } from './coverage-report.ts';
import { findTests } from './find-tests.ts';
import { loadSuite, type LoadedSuite } from './load-suite.ts';
import { renderTestReport } from './render-test-report.ts';
import type { FileReport, PlacedDifference, TestReport, TestReportEntry } from './test-report.ts';

/**
 * Runs tests and tells how they went; the exit code says whether any failed, or is not valid.
 * @throws StepwrightError `InvalidValue` when there are no tests, or none that the filter takes
 */
export async function runTests(paths: readonly string[], flags: TestFlags): Promise<void> {
  const files = findTests(paths.length === 0 ? ['.'] : paths);
  const own = await ownFiles(flags.targets ?? process.env['STEPWRIGHT_TARGETS'] ?? '');
  const loaded = await Promise.all(files.map((file) => loadSuite(file, own)));
  const { report, texts } = await reportOf(loaded, flags);
  if (flags.junit !== undefined) {
    const { writeJunit } = await import('./junit.ts');
    await writeJunit(flags.junit, report);
  }
  if (flags.json === true) json(report);
  else data(renderTestReport(report, { colors: colorsFor(process.stdout), texts }));
  process.exitCode = exitCode(report);
}

function exitCode({ failed, files }: TestReport): number {
  const refused = files.some(({ problems }) => problems.some(({ severity }) => severity === 'error'));
  return refused ? EXIT.refused : failed > 0 ? EXIT.notCompleted : EXIT.completed;
}

async function ownFiles(path: string): Promise<Pick<TargetsFile, 'targets' | 'definitions'>> {
  if (path === '') return { targets: [], definitions: [] };
  const { loadTargets } = await import('../../files/load-targets.ts');
  return loadTargets(path);
}

interface Reported {
  readonly report: TestReport;
  /** What the files hold, for those who show problems at their place. */
  readonly texts: ReadonlyMap<string, string>;
}

async function reportOf(loaded: readonly LoadedSuite[], { filter, coverage }: TestFlags): Promise<Reported> {
  const files: FileReport[] = [];
  const reached: SuiteCoverage[] = [];
  for (const each of loaded) {
    const { tests, coverage } = await testsOf(each, filter);
    const problems = each.read.flatMap((file) => file.problems);
    if (tests.length > 0 || each.suite === undefined) files.push({ file: each.file, problems, tests });
    reached.push({ loaded: each, coverage });
  }
  const tests = files.flatMap((file) => file.tests);
  if (files.length === 0) throw noTest(filter);
  const passed = tests.filter((test) => test.passed).length;
  const texts = new Map(
    loaded.flatMap(({ read }) => read.flatMap(({ file, text }) => (text === undefined ? [] : [[file, text] as const]))),
  );
  return {
    texts,
    report: { passed, failed: tests.length - passed, files, ...(coverage === true ? { coverage: coverageReport(reached) } : {}) },
  };
}

function noTest(filter: string | undefined): StepwrightError {
  return new StepwrightError('InvalidValue', `no test has ${JSON.stringify(filter)} in its file or name`, {
    class: 'validation',
    hint: 'stepwright test without --filter shows all tests.',
  });
}

async function testsOf(
  loaded: LoadedSuite,
  filter: string | undefined,
): Promise<Pick<SuiteCoverage, 'coverage'> & Pick<FileReport, 'tests'>> {
  const { suite, file } = loaded;
  const tests: TestReportEntry[] = [];
  const outcomes: TestOutcome[] = [];
  for (const [index, test] of (suite?.file.tests ?? []).entries()) {
    if (suite === undefined || !isWanted(`${file} ${test.name}`, filter)) continue;
    const from = performance.now();
    const outcome = await runTest(suite, test);
    const { differences, duration } = outcome;
    outcomes.push(outcome);
    tests.push({
      name: test.name,
      passed: differences.length === 0,
      took: Math.round(performance.now() - from),
      ...present({ duration }),
      differences: differences.map((each) => placed(each, loaded, index)),
    });
  }
  return { tests, coverage: outcomes.flatMap(({ coverage }) => coverage) };
}

function isWanted(text: string, filter: string | undefined): boolean {
  return filter === undefined || text.toLowerCase().includes(filter.toLowerCase());
}

function placed(difference: Difference, { locate }: LoadedSuite, test: number): PlacedDifference {
  const position = locate(`/tests/${test}${difference.pointer}`);
  return position === undefined ? difference : { ...difference, line: position.line, column: position.column };
}

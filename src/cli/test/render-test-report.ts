import { renderChecked } from '../render/checked-file.ts';
import { oneLine } from '../render/step-line.ts';
import type { Colors } from '../terminal.ts';
import type { CoveredPart, CoverageReport, FileReport, PlacedDifference, TestReport, TestReportEntry } from './test-report.ts';

export interface ReportOptions {
  readonly colors: Colors;
  /** What the files hold, by their names. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Every test with a mark; of one that failed its first difference, of a file that is not valid its problems. */
export function renderTestReport({ files, coverage, passed, failed }: TestReport, options: ReportOptions): string {
  const { colors } = options;
  const refused = files.filter(isRefused).length;
  const counts = [
    ...(refused === 0 ? [] : [colors.red(`${refused} ${refused === 1 ? 'file' : 'files'} not valid`)]),
    ...(failed === 0 ? [] : [colors.red(`${failed} failed`)]),
    colors.green(`${passed} passed`),
  ];
  return [
    ...files.map((file) => renderFile(file, options)),
    ...(coverage === undefined ? [] : [renderCoverage(coverage, colors)]),
    `${failed + refused === 0 ? colors.green('✔') : colors.red('✖')} ${counts.join(', ')}`,
  ].join('\n\n');
}

function isRefused({ problems }: FileReport): boolean {
  return problems.some(({ severity }) => severity === 'error');
}

function renderFile(report: FileReport, options: ReportOptions): string {
  const { file, tests } = report;
  if (isRefused(report)) return renderProblems(report, options);
  return [options.colors.bold(file), ...tests.map((test) => renderTest(test, file, options.colors))].join('\n');
}

/** Of each file that was read, the test file and the definitions. */
function renderProblems({ file, problems }: FileReport, { colors, texts }: ReportOptions): string {
  const names = [...new Set(problems.map((problem) => problem.file ?? file))];
  return names
    .map((name) => {
      const text = texts.get(name);
      const of = problems.filter((problem) => (problem.file ?? file) === name);
      return renderChecked({ file: name, problems: of, ...(text === undefined ? {} : { text }) }, colors);
    })
    .join('\n\n');
}

function renderTest({ name, passed, differences }: TestReportEntry, file: string, colors: Colors): string {
  const mark = passed ? colors.green('✔') : colors.red('✖');
  const [first, ...more] = differences;
  if (first === undefined) return `  ${mark} ${name}`;
  const place = first.line === undefined ? '' : colors.dim(`  ${file}:${first.line}:${first.column}`);
  return [
    `  ${mark} ${name}`,
    `      ${colors.bold(first.path)}: ${sentence(first, colors)}${place}`,
    ...(first.note === undefined ? [] : first.note.split('\n').map((line) => `      ${line}`)),
    ...(more.length === 0 ? [] : [colors.dim(`      and ${more.length} more: ${more.map(({ path }) => path).join(', ')}`)]),
  ].join('\n');
}

function sentence({ expected, got }: PlacedDifference, colors: Colors): string {
  return `expected ${colors.green(shown(expected))}, got ${colors.red(shown(got))}`;
}

/** A value as short text; what is not there is nothing. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  return oneLine(typeof value === 'string' && /^[\w.:, -]+$/.test(value) ? value : JSON.stringify(value));
}

function renderCoverage(coverage: readonly CoverageReport[], colors: Colors): string {
  return [colors.bold('coverage'), ...coverage.map((each) => renderDefinition(each, colors))].join('\n');
}

function renderDefinition({ definition, file, steps, branches }: CoverageReport, colors: Colors): string {
  const title = file === undefined ? definition : `${file}  ${definition}`;
  return [
    `  ${title}  steps ${counted(steps, colors)}, branches ${counted(branches, colors)}`,
    ...missed('not reached', steps, colors),
    ...missed('not taken', branches, colors),
  ].join('\n');
}

function counted({ covered, total }: CoveredPart, colors: Colors): string {
  return (covered === total ? colors.green : colors.yellow)(`${covered}/${total}`);
}

function missed(what: string, { missed }: CoveredPart, colors: Colors): readonly string[] {
  if (missed.length === 0) return [];
  return [`    ${what}: ${missed.map(({ name, line }) => `${name}${line === undefined ? '' : colors.dim(` (line ${line})`)}`).join(', ')}`];
}

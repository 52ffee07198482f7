import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { StepwrightError } from '../../core/errors/stepwright-error.ts';
import { problemSentence } from '../../core/validation/sentence.ts';
import { shown } from './render-test-report.ts';
import type { FileReport, PlacedDifference, TestReport, TestReportEntry } from './test-report.ts';

/**
 * Writes a report as JUnit XML, its folder as well.
 * @throws StepwrightError `InvalidValue` when it can't be written
 */
export async function writeJunit(file: string, report: TestReport): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, renderJunit(report));
  } catch (error) {
    throw new StepwrightError('InvalidValue', `--junit ${file}: it can't be written: ${(error as Error).message}`, {
      class: 'validation',
      hint: 'Name a file in a folder you may write to.',
      cause: error,
    });
  }
}

/** A report as JUnit XML: a suite for each file; a file that is not valid is a test that could not be run. */
export function renderJunit({ files }: TestReport): string {
  const suites = files.map(suiteOf);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    element(
      'testsuites',
      { name: 'stepwright', ...sum(suites) },
      suites.map(({ xml }) => xml),
    ),
    '',
  ].join('\n');
}

interface Counts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  /** Milliseconds. */
  readonly took: number;
}

interface SuiteXml extends Counts {
  readonly xml: string;
}

function sum(suites: readonly Counts[]) {
  const total = (of: (counts: Counts) => number) => suites.reduce((count, suite) => count + of(suite), 0);
  return {
    tests: total(({ tests }) => tests),
    failures: total(({ failures }) => failures),
    errors: total(({ errors }) => errors),
    time: seconds(total(({ took }) => took)),
  };
}

function suiteOf({ file, problems, tests }: FileReport): SuiteXml {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const counts = {
    tests: tests.length + Math.min(1, errors.length),
    failures: tests.filter(({ passed }) => !passed).length,
    errors: Math.min(1, errors.length),
    took: tests.reduce((total, { took }) => total + took, 0),
  };
  const [first] = errors;
  const refused =
    first === undefined
      ? []
      : [
          element('testcase', { name: 'is valid', classname: file, time: '0.000' }, [
            element('error', { message: problemSentence(first), type: first.code }, [escaped(errors.map(problemSentence).join('\n'))]),
          ]),
        ];
  const cases = [...refused, ...tests.map((test) => caseOf(test, file))];
  return { ...counts, xml: element('testsuite', { name: file, ...sum([counts]), skipped: 0 }, cases) };
}

function caseOf({ name, took, differences }: TestReportEntry, file: string): string {
  const [first] = differences;
  const attributes = { name, classname: file, time: seconds(took) };
  if (first === undefined) return element('testcase', attributes, []);
  const text = escaped(differences.map((each) => `${file}:${each.line ?? 1}: ${sentence(each)}`).join('\n'));
  return element('testcase', attributes, [element('failure', { message: sentence(first), type: 'difference' }, [text])]);
}

function sentence({ path, expected, got, note }: PlacedDifference): string {
  return `${path}: expected ${shown(expected)}, got ${shown(got)}${note === undefined ? '' : ` (${note})`}`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function element(name: string, attributes: Readonly<Record<string, string | number>>, children: readonly string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  return children.length === 0 ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${children.join('\n')}</${name}>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
  '\r': '&#13;',
};

/** Text as XML 1.0 can hold it: no control characters, and no halves of surrogate pairs. */
function escaped(text: string): string {
  return text

    .replaceAll(/[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/g, '\uFFFD')
    .replaceAll(/[&<>"\n\t\r]/g, (character) => ENTITIES[character] ?? character);
}

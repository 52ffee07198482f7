import picocolors from 'picocolors';
import { expect, it } from 'vitest';

import { renderTestReport } from './render-test-report.ts';
import type { TestReport } from './test-report.ts';

const options = { colors: picocolors.createColors(false), texts: new Map([['bad.test.yaml', 'tests: []\n']]) };

const passing = { name: 'passes', passed: true, took: 1, duration: 0, differences: [] } as const;

it('marks every test, and says the first difference of one that failed', () => {
  const report: TestReport = {
    passed: 1,
    failed: 1,
    files: [
      {
        file: 'a.test.yaml',
        problems: [{ severity: 'warning', code: 'UnknownTarget', pointer: '', message: 'unheard of' }],
        tests: [
          passing,
          {
            ...passing,
            name: 'fails',
            passed: false,
            differences: [
              { path: 'output.total', pointer: '', expected: 12, got: undefined, note: 'first\nsecond', line: 7, column: 9 },
              { path: 'duration', pointer: '', expected: '1d', got: '30d' },
            ],
          },
        ],
      },
    ],
  };
  expect(renderTestReport(report, options).split('\n')).toEqual([
    'a.test.yaml',
    '  ✔ passes',
    '  ✖ fails',
    '      output.total: expected 12, got nothing  a.test.yaml:7:9',
    '      first',
    '      second',
    '      and 1 more: duration',
    '',
    '✖ 1 failed, 1 passed',
  ]);
});

it('shows the problems of files that are not valid, each at its place', () => {
  const problems = [
    { severity: 'error', code: 'InvalidValue', pointer: '/tests', message: '"tests" is empty', file: 'bad.test.yaml', line: 1, column: 1 },
    { severity: 'error', code: 'UnknownTarget', pointer: '', message: 'there is no target "x"', file: 'bad.workflow.yaml' },
  ] as const;
  const text = renderTestReport({ passed: 0, failed: 0, files: [{ file: 'bad.test.yaml', problems, tests: [] }] }, options);
  expect(text).toContain('bad.test.yaml: 1 problem\n\nerror[InvalidValue] "tests" is empty\n 1 │ tests: []\n');
  expect(text).toContain('bad.workflow.yaml: 1 problem\n\nerror[UnknownTarget] there is no target "x"\n');
  expect(text).toMatch(/\n\n✖ 1 file not valid, 0 passed$/);
});

it('ends with what was not reached, when it is asked for', () => {
  const coverage = [
    {
      definition: 'order@1.0.0',
      file: 'order.workflow.yaml',
      steps: { covered: 1, total: 2, missed: [{ name: 'notify', pointer: '/steps/1', line: 12 }] },
      branches: { covered: 0, total: 1, missed: [{ name: 'choose: else', pointer: '/steps/0' }] },
    },
    { definition: 'inner', steps: { covered: 1, total: 1, missed: [] }, branches: { covered: 0, total: 0, missed: [] } },
  ];
  const report = { passed: 1, failed: 0, files: [{ file: 'order.test.yaml', problems: [], tests: [passing] }], coverage };
  expect(renderTestReport(report, options).split('\n\n')).toEqual([
    'order.test.yaml\n  ✔ passes',
    [
      'coverage',
      '  order.workflow.yaml  order@1.0.0  steps 1/2, branches 0/1',
      '    not reached: notify (line 12)',
      '    not taken: choose: else',
      '  inner  steps 1/1, branches 0/0',
    ].join('\n'),
    '✔ 1 passed',
  ]);
});

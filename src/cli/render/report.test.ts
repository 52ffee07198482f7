import { expect, it } from 'vitest';

import type { RunReport } from '../../core/report/run-report.ts';
import { colorsFor } from '../terminal.ts';
import { renderReport } from './report.ts';

const options = { colors: colorsFor({}, { NO_COLOR: '1' }), trace: 'stepwright trace r' };
const report: RunReport = {
  runId: 'r',
  workflowId: 'w',
  workflowName: 'Order',
  status: 'ROLLED_BACK',
  first: {
    path: 'both.right.ask',
    stepName: 'Ask',
    at: '2025-01-01T00:00:01.000Z',
    attempts: 2,
    code: 'Timeout',
    class: 'timeout',
    message: 'not done within totalTimeout',
    causes: [{ code: 'Http503', class: 'transient', message: 'down' }],
  },
  before: [{ path: 'mail', stepName: 'mail', attempts: 1, code: 'Odd', class: 'unknown', message: 'strange', causes: [] }],
  followed: [
    { path: 'both', stepName: 'both', what: 'failed-with-it' },
    { path: 'pay', stepName: 'Pay', what: 'not-rolled-back', message: 'no\nundo' },
  ],
  notReached: 3,
  advice: ['Raise `timeout`.'],
};

it('tells what failed first, what followed and what to do', () => {
  expect(renderReport(report, options)).toBe(
    [
      'r (Order): ROLLED_BACK',
      'First:',
      '  both.right.ask (Ask) · at 2025-01-01T00:00:01.000Z, 2 attempts',
      '  timeout Timeout: not done within totalTimeout',
      '    because of Http503: down',
      'Before that, and survived:',
      '  mail · 1 attempt',
      '  unknown Odd: strange',
      'What followed:',
      '  both       failed with it',
      '  pay (Pay)  could not be rolled back: no undo',
      '  3 more     never begun',
      'What to do:',
      '  Raise `timeout`.',
      '  Every step: stepwright trace r',
    ].join('\n'),
  );
});

it('says so when nothing failed', () => {
  const { first: _first, ...rest } = report;
  expect(renderReport({ ...rest, status: 'COMPLETED' }, options)).toBe('r (Order): COMPLETED\nNothing failed.');
});

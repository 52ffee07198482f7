import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';

import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { refuse } from './checked-file.ts';
import { errorReport, renderError } from './report-error.ts';

const plain = picocolors.createColors(false);
const problem = {
  severity: 'error',
  code: 'MissingField',
  pointer: '/steps/0',
  message: 'an action needs a target',
  hint: 'add one',
  file: 'a.yaml',
  line: 3,
  column: 5,
} as const;
const warning = { ...problem, severity: 'warning', code: 'UnknownReference', message: 'unknown' } as const;

describe('an error of ours', () => {
  const error = new StepwrightError('RunNotFound', 'there is no run "x"', { hint: 'stepwright list shows what there is.' });

  it('is its code, message and hint', () => {
    expect(errorReport(error)).toEqual({
      code: 'RunNotFound',
      message: 'there is no run "x"',
      hint: 'stepwright list shows what there is.',
    });
    expect(renderError(error, plain)).toBe('error[RunNotFound] there is no run "x"\n  stepwright list shows what there is.');
  });

  it('shows its stack and that of its cause only with debug', () => {
    const wrapped = new StepwrightError('A', 'outer', { cause: new TypeError('inner') });
    expect(renderError(wrapped, plain)).not.toMatch(/ at /);
    expect(renderError(wrapped, plain, true)).toMatch(/outer\n {4}at [\s\S]*Caused by: TypeError: inner\n {4}at /);
  });

  it('lists every violation of an input', () => {
    const details = [
      { severity: 'error', code: 'InvalidInput', pointer: '/a', message: 'must be text' },
      { severity: 'error', code: 'InvalidInput', pointer: '', message: 'needs b' },
    ];
    const invalid = new StepwrightError('InvalidInput', 'the input does not fit', { details });
    expect(renderError(invalid, plain)).toBe('error[InvalidInput] the input does not fit\n  /a must be text\n  needs b');
    expect(errorReport(invalid).problems).toHaveLength(2);
  });
});

describe('definitions that are not valid', () => {
  const error = refuse([{ file: 'a.yaml', problems: [warning, problem, { ...problem, line: 9 }], text: 'a\nb\n  - id: x\n' }]);

  it('are one error for programs, with every problem', () => {
    const report = errorReport(error);
    expect(report).toMatchObject({ code: 'MissingField', message: 'a.yaml:3:5: an action needs a target (and 1 more)', hint: 'add one' });
    expect(report.problems).toHaveLength(3);
  });

  it('are shown at their place for people', () => {
    const text = renderError(error, plain);
    expect(text).toMatch(/^a\.yaml: 3 problems\n\nwarning\[UnknownReference\]/);
    expect(text).toContain('error[MissingField] an action needs a target\n 2 │ b\n 3 │   - id: x\n');
  });
});

it('anything else is a bug, and says how to see where it comes from', () => {
  expect(errorReport(new TypeError('x is not a function'))).toMatchObject({
    code: 'TypeError',
    hint: expect.stringContaining('--debug') as string,
  });
  expect(errorReport('text')).toMatchObject({ code: 'Error', message: 'text' });
});

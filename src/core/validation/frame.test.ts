import { describe, expect, test } from 'vitest';
import { renderProblem } from './frame.ts';

const source = [
  'id: w',
  'steps:',
  ...Array.from({ length: 6 }, () => '#'),
  '  - id: notify',
  '    message: "File: $create-ordr.link"',
  '    timeout: 5 minutes, or so',
].join('\n');
const problem = {
  severity: 'error',
  code: 'UnknownReference',
  pointer: '/steps/0/message',
  message: 'step "notify" refers to $create-ordr: no such step or variable',
} as const;

describe('renderProblem', () => {
  test('shows the line, the caret, the hint and the page', () => {
    expect(renderProblem({ ...problem, line: 10, column: 21, hint: 'did you mean $create-order ?' }, source)).toBe(
      [
        'error[UnknownReference] step "notify" refers to $create-ordr: no such step or variable',
        '  9 │   - id: notify',
        ' 10 │     message: "File: $create-ordr.link"',
        '    │                     ^^^^^^^^^^^^ did you mean $create-order ?',
        '  docs/errors/UnknownReference.md',
      ].join('\n'),
    );
  });

  test('puts carets under the whole of a plain value', () => {
    const [, , , caret] = renderProblem({ ...problem, line: 11, column: 14 }, source).split('\n');
    expect(caret).toBe('    │              ^^^^^^^^^');
  });

  test('without a place, says the hint alone', () => {
    expect(renderProblem({ ...problem, hint: 'do this' }, source)).toBe(
      `error[UnknownReference] ${problem.message}\n  do this\n  docs/errors/UnknownReference.md`,
    );
    expect(renderProblem({ ...problem, line: 99, column: 1 }, source).split('\n')).toHaveLength(2);
  });

  test('cuts long lines around the fault', () => {
    const long = `${'x'.repeat(5000)} $bad ${'y'.repeat(5000)}`;
    const lines = renderProblem({ ...problem, line: 1, column: 5002 }, long).split('\n');
    expect(lines[1]).toHaveLength(' 1 │ '.length + 120);
    expect(lines[1]?.indexOf('$bad')).toBe(lines[2]?.indexOf('^'));
  });
});

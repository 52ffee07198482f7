import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { document, Shell } from '../e2e/cli-process.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));

const WORKFLOW = `
id: order
name: Order
steps:
  - { id: charge, target: payments, action: charge, params: { amount: $amount } }
  - id: choose
    type: if
    condition: $charge.risk > 0.5
    then: [{ id: review, type: approval, approvers: [ann], timeout: 30d }]
output: { id: $charge.id }
`;

const TESTS = `
actions: { payments.charge: { returns: { id: c1, risk: 0.1 } } }
tests:
  - { name: takes small orders, input: { amount: 5 } }
  - name: waits for an approval
    input: { amount: 5 }
    actions: { payments.charge: { returns: { id: c2, risk: 0.9 } } }
    at: [{ after: 29d, approve: { by: ann } }]
    expect:
      duration: 29d
      output: { id: c3 }
`;

let shell: Shell;
beforeAll(() => {
  shell = new Shell();
});
afterAll(() => shell.close());

describe('stepwright test', { timeout: 60_000 }, () => {
  it('passes for the examples', async () => {
    const { code, stdout } = await shell.run('test', EXAMPLES);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/✔ cancels everything that was booked.*✔ \d+ passed\n$/s),
    });
    expect(stdout).not.toContain('✖');
  });

  it('passes in a new project', async () => {
    await shell.run('init', 'new');
    const { code, stdout } = await shell.run('test', 'new', '--targets', 'new/targets.ts', '--coverage');
    expect(stdout).toContain('new/hello.workflow.yaml  hello  steps 2/2, branches 0/0');
    expect(code).toBe(0);
  });

  it('shows the first difference of a failed test, writes JUnit XML and ends with 1', async () => {
    shell.write('order.workflow.yaml', WORKFLOW);
    shell.write('order.test.yaml', TESTS);
    const { code, stdout, stderr } = await shell.run('test', 'order.test.yaml', '--coverage', '--junit', 'out/junit.xml');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain(
      '  ✔ takes small orders\n  ✖ waits for an approval\n      output.id: expected c3, got c2  order.test.yaml:11:21\n',
    );
    expect(stdout).toContain('steps 3/3, branches 3/5\n    not taken: review: rejected (line 9), review: onTimeout (line 9)\n');
    expect(readFileSync(join(shell.folder, 'out/junit.xml'), 'utf8')).toContain(
      '<testsuites name="stepwright" tests="2" failures="1" errors="0"',
    );
  });

  it('--json is one document, with all differences; --filter takes what has the text', async () => {
    const { code, stdout } = await shell.run('test', '.', '--filter', 'SMALL', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      passed: 1,
      failed: 0,
      files: [{ file: 'order.test.yaml', tests: [{ name: 'takes small orders', duration: 0 }] }],
    });
    const failed = await shell.run('test', 'order.test.yaml', '--json');
    expect(failed.code).toBe(1);
    expect(document(failed)).toMatchObject({
      failed: 1,
      files: [{ tests: [{}, { duration: 29 * 86_400_000, differences: [{ path: 'output.id', expected: 'c3', got: 'c2', line: 11 }] }] }],
    });
  });

  it('ends with 2 when a file is not valid, or there are no tests', async () => {
    shell.write('bad.test.yaml', 'definition: order.workflow.yaml\ntests:\n  - { name: x, expects: {} }\n');
    const bad = await shell.run('test', 'bad.test.yaml');
    expect(bad.code).toBe(2);
    expect(bad.stdout).toContain(' 3 │   - { name: x, expects: {} }\n   │                ^^^^^^^ did you mean expect ?');
    const none = await shell.run('test', 'new/node_modules', '--json');
    expect(none.code).toBe(2);
    expect(document(none)).toMatchObject({ error: { code: 'InvalidValue' } });
  });

  it('the schema of test files can be printed', async () => {
    expect(JSON.parse((await shell.run('schema', 'test')).stdout)).toMatchObject({ title: 'Stepwright tests' });
    expect((await shell.run('schema', 'tests')).code).toBe(2);
  });
});

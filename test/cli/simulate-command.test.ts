import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { document, Shell } from '../e2e/cli-process.ts';

const WORKFLOW = `
id: purchase
name: Purchase
steps:
  - { id: risk, target: scoring, action: score, params: { amount: $amount } }
  - { id: review, type: approval, when: $risk.score > 0.5, approvers: [ann], timeout: 30d }
  - { id: paid, type: event, event: payment.received }
output: { paid: $paid.amount }
`;

let shell: Shell;
beforeAll(() => {
  shell = new Shell();
  shell.write('purchase.workflow.yaml', WORKFLOW);
  shell.write('mocks.yaml', 'scoring.score: { returns: { score: 0.1 }, takes: 3s }\n');
  shell.write('durations.yaml', 'risk: 5m\n');
});
afterAll(() => shell.close());

describe('stepwright simulate', { timeout: 60_000 }, () => {
  it('shows a run up to what it waits for, and the command that brings it', async () => {
    const { code, stdout, stderr } = await shell.run(
      'simulate',
      'purchase.workflow.yaml',
      '--input',
      '{"amount": 5}',
      '--durations',
      'durations.yaml',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'purchase  purchase.workflow.yaml  {"amount":5}',
      '  0s  ✔ risk    5m  scoring.score {"amount":5}',
      '  5m  … review      approval ann',
      'WAITING after 5m · 1 call',
      '  "review" waits for an approval by ann',
      '    in a run         stepwright approve RUN review --as ann',
      "    in a simulation  --at '{ after: 1h5m, approve: { step: review, by: ann } }'",
      '    or --approve-all',
      '',
    ]);
  });

  it('goes on with --approve-all, mocks and messages; --json is one document', async () => {
    const paid = '{ after: 1d, event: { type: payment.received, data: { amount: 7 } } }';
    const finished = await shell.run(
      'simulate',
      'purchase.workflow.yaml',
      '--actions',
      'mocks.yaml',
      '--at',
      paid,
      '--input',
      '{"amount": 5}',
      '--approve-all',
      '--json',
    );
    expect(finished.code).toBe(0);
    expect(document(finished)).toMatchObject({
      definition: 'purchase',
      status: 'COMPLETED',
      duration: 86_400_000,
      output: { paid: 7 },
      timeline: [
        { kind: 'step', path: 'risk', what: 'scoring.score', at: 0, duration: 3000 },
        { path: 'review', status: 'SKIPPED' },
        { path: 'paid', type: 'event', at: 3000 },
        { kind: 'notice', at: 86_400_000 },
      ],
      waiting: [],
    });
  });

  it('refuses what it cannot read', async () => {
    const at = await shell.run('simulate', 'purchase.workflow.yaml', '--at', '{ after: 1d }');
    expect(at.code).toBe(2);
    expect(at.stderr).toContain('it is exactly one of event, approve, reject, pause, resume, cancel');
    shell.write('bad.workflow.yaml', 'id: a\nname: A\nsteps: [{ id: w, type: wait, for: soon }]\n');
    expect(await shell.run('simulate', 'bad.workflow.yaml')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('error[InvalidDuration]'),
    });
  });

  it('ends with 1 when the run would fail', async () => {
    shell.write('fail.workflow.yaml', 'id: a\nname: A\nsteps: [{ id: f, type: fail, error: no }]\n');
    expect(await shell.run('simulate', 'fail.workflow.yaml')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('FAILED after 0s'),
    });
  });
});

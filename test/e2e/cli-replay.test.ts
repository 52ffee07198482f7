import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { temporal, unique } from '../helpers/temporal.ts';
import { document, lines, Shell } from './cli-process.ts';

const ORDER = `id: cli-order
name: Order
input: { type: object, properties: { amount: { type: number }, note: { type: string, default: none } } }
steps:
  - { id: charge, target: util, action: echo, params: { amount: $amount, note: $note } }
  - { id: sum, type: set, values: { total: "\${ $charge.amount * 2 }" } }
  - { id: rest, type: wait, for: 10ms }
  - { id: report, target: util, action: echo, params: { text: Total $total }, when: $total > 10 }
output: { total: $total }
`;
/** Over the limit above which values are kept outside the history. */
const LARGE = 'x'.repeat(40_000);

let shell: Shell;
const order = unique('order');
const large = unique('large');
const open = unique('open');

beforeAll(async () => {
  shell = new Shell({ TEMPORAL_ADDRESS: temporal().address, STEPWRIGHT_TASK_QUEUE: unique('replay') });
  shell.write('order.workflow.yaml', ORDER);
  shell.write('changed.workflow.yaml', ORDER.replace('* 2', '* 3'));
  shell.write('open.workflow.yaml', 'id: cli-open\nname: Open\nsteps:\n  - { id: rest, type: wait, for: 1h }\n');
  await shell.start('worker').saying('Ctrl-C stops it');
  await shell.run('run', 'order.workflow.yaml', '--id', order, '--input', '{"amount": 21}');
  await shell.run('run', 'order.workflow.yaml', '--id', large, '--input', JSON.stringify({ amount: 1, note: LARGE }));
  const started = shell.start('run', 'open.workflow.yaml', '--id', open);
  await started.saying('waiting');
  started.child.kill('SIGTERM');
}, 120_000);
afterAll(() => shell.close());

describe('stepwright replay', () => {
  it('finds a run of the cluster the same, one that goes on still, too', async () => {
    expect(await shell.run('replay', order)).toMatchObject({ code: 0, stdout: `✔ ${order}\n`, stderr: '' });
    expect(document(await shell.run('replay', open, '--json'))).toEqual({ runId: open, ok: true });
  });

  it('asks whether a changed definition would have done the same, and names the first step that would not', async () => {
    const changed = await shell.run('replay', order, '--definition', 'changed.workflow.yaml');
    expect(changed).toMatchObject({ code: 1, stdout: `✖ ${order} differs at report: params /text: recorded "Total 42", now "Total 63"\n` });
    const json = await shell.run('replay', order, '--definition', 'changed.workflow.yaml', '--json');
    expect(document(json)).toEqual({
      runId: order,
      ok: false,
      difference: {
        kind: 'params',
        path: 'report',
        pointer: '/text',
        message: 'params /text: recorded "Total 42", now "Total 63"',
        expected: 'Total 42',
        got: 'Total 63',
      },
    });
    expect(json.code).toBe(1);
  });

  it('keeps a history in a file that needs no data folder', async () => {
    expect(await shell.run('replay', large, '--save', 'large.json')).toMatchObject({ code: 0, stderr: 'wrote large.json\n' });
    expect(await shell.run('replay', 'large.json', '--data', 'elsewhere')).toMatchObject({ code: 0, stdout: '✔ large.json\n' });
  });

  it('says that values are in neither store nor data folder', async () => {
    const { code, stderr } = await shell.run('replay', large, '--data', 'elsewhere');
    expect(code).toBe(2);
    expect(stderr).toContain(
      `error[NotFound] the history of run "${large}" refers to values that are neither in the store nor in the data folder`,
    );
    expect(stderr).toContain('Name those that the run used with --store and --data');
  });

  it('checks every history of a folder, as before a release', async () => {
    mkdirSync(join(shell.folder, 'kept', 'deep'), { recursive: true });
    await shell.run('replay', order, '--save', 'kept/deep/same.json');
    const same = readFileSync(join(shell.folder, 'kept/deep/same.json'), 'utf8');
    const other = same.replaceAll(/"data": "([^"]*)"/g, (whole, data: string) => {
      const text = Buffer.from(data, 'base64').toString();
      const isCharge = text.includes('"path":"charge"');
      return isCharge ? `"data": "${Buffer.from(text.replace('"amount":21', '"amount":22')).toString('base64')}"` : whole;
    });
    shell.write('kept/other.json', other);
    shell.write('kept/broken.json', '{"events": [');
    shell.write('kept/package.json', '{"name": "no history"}');
    const all = await shell.run('replay', '--all', 'kept', '--json');
    expect(all.code).toBe(1);
    expect(lines(all)).toEqual(
      expect.arrayContaining([
        { file: 'kept/deep/same.json', ok: true },
        {
          file: 'kept/other.json',
          ok: false,
          difference: expect.objectContaining({ kind: 'params', path: 'charge', expected: 22, got: 21 }) as object,
        },
        { file: 'kept/broken.json', ok: false, difference: expect.objectContaining({ kind: 'replay' }) as object },
      ]),
    );
    expect(lines(all)).toHaveLength(3);
  });

  it('knows no such run', async () => {
    const { code, stderr } = await shell.run('replay', 'no-such-run');
    expect(stderr).toContain('error[RunNotFound] there is no run "no-such-run"');
    expect(code).toBe(2);
  });
});

describe('stepwright debug', () => {
  it('lists the moments of a run', async () => {
    const { code, stdout, stderr } = await shell.run('debug', order);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(
      stdout
        .replaceAll(/\d\d:\d\d:\d\d\.\d\d\d/g, 'TIME')
        .replaceAll(/\d+ ms/g, 'MS')
        .split('\n')
        .slice(0, 6),
    ).toEqual([
      ' 1  TIME  workflow:started',
      ' 2  TIME  step:started        charge',
      ' 3  TIME  step:completed      charge  MS',
      ' 4  TIME  step:started        sum',
      ' 5  TIME  step:completed      sum  MS',
      ' 6  TIME  step:started        rest',
    ]);
  });

  it('shows one of them: what expressions gave, the value, the variables', async () => {
    const { stdout } = await shell.run('debug', order, '--step', '4');
    expect(stdout).toContain('    ${ $charge.amount * 2 }  42\n');
    const json = document(await shell.run('debug', order, '--step', 'report', '--json'));
    expect(json).toMatchObject({ type: 'step:completed', path: 'report', variables: { total: 42 }, step: { data: { text: 'Total 42' } } });
  });

  it('gives everything as JSON', async () => {
    expect(document(await shell.run('debug', order, '--json'))).toMatchObject({
      runId: order,
      definition: 'cli-order',
      input: { amount: 21, note: 'none' },
      moments: expect.arrayContaining([
        expect.objectContaining({
          path: 'report',
          type: 'step:started',
          expressions: [
            { source: '$total > 10', value: true },
            { source: 'Total $total', value: 'Total 42' },
          ],
        }),
      ]) as object,
    });
  });

  it('is told where to go, line by line', async () => {
    const { code, stdout } = await shell.feed(
      'goto sum\nprint $total + $charge.amount\nn\nquit\nprint never\n',
      'debug',
      order,
      '--interactive',
    );
    expect(code).toBe(0);
    expect(stdout).toContain('\n63\n');
    expect(stdout).toMatch(/step:started {8}rest/);
    expect(stdout).not.toContain('never');
  });

  it('says that a history is not what the interpreter of today does', async () => {
    const { code, stderr, stdout } = await shell.run('debug', 'kept/other.json');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'this is not what was recorded: the interpreter of today goes another way at charge: params /amount: recorded 22, now 21',
    );
    expect(stdout).toContain('workflow:completed');
  });

  it('leaves a run that goes on alone', async () => {
    expect((await shell.run('debug', open)).stdout).toMatch(/step:waiting {8}rest\n$/);
    expect(document(await shell.run('progress', open, '--json'))).toMatchObject({ status: 'RUNNING' });
  });
});

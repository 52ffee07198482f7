import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { temporal, unique } from '../helpers/temporal.ts';
import { document, lines, Shell } from './cli-process.ts';

let shell: Shell;

beforeAll(async () => {
  shell = new Shell({ TEMPORAL_ADDRESS: temporal().address, STEPWRIGHT_TASK_QUEUE: unique('cli') });
  shell.write(
    'waiting.workflow.yaml',
    `id: cli-waiting
name: Waiting
steps:
  - { id: note, type: set, values: { region: $region } }
  - { id: rest, type: wait, for: 1h }
`,
  );
  await shell.start('worker', '--json').saying('"pid"');
});
afterAll(() => shell.close());

/** Starts two runs, and gives the tag by which they are found. */
async function started(): Promise<{ readonly tag: string; readonly eu: string; readonly us: string }> {
  const tag = unique('bulk');
  const [eu, us] = [`${tag}-eu`, `${tag}-us`];
  for (const [id, region] of [
    [eu, 'eu'],
    [us, 'us'],
  ] as const)
    await shell.run('start', 'waiting.workflow.yaml', '--id', id, '--tag', tag, '--input', JSON.stringify({ region }));
  await expect.poll(async () => lines(await shell.run('list', '--tag', tag, '--json')), { timeout: 20_000 }).toHaveLength(2);
  return { tag, eu, us };
}

describe('many runs by a filter', () => {
  it('are found by a variable, paused, and cancelled; --dry-run does nothing', async () => {
    const { tag, eu, us } = await started();
    const found = await shell.run('list', '--tag', tag, '--variable', 'region=eu', '--json');
    expect(lines(found)).toMatchObject([{ runId: eu }]);
    const dry = await shell.run('pause', '--tag', tag, '--dry-run', '--json');
    expect(lines(dry)).toContainEqual({ runId: us, action: 'pause', dryRun: true });
    expect(document(await shell.run('progress', us, '--json'))).toMatchObject({ status: 'RUNNING' });
    const paused = await shell.run('pause', '--tag', tag, '--since', '1h', '--variable', 'region=us');
    expect(paused).toMatchObject({ code: 0, stdout: '' });
    expect(paused.stderr).toBe(`✔ ${us} paused\n1 of 1 runs paused\n`);
    expect(document(await shell.run('progress', us, '--json'))).toMatchObject({ status: 'PAUSED' });
    const cancelled = await shell.run('cancel', '--tag', tag, '--status', 'running', '--status', 'PAUSED', '--json');
    expect(cancelled.code).toBe(0);
    expect(lines(cancelled)).toContainEqual({ runId: eu, action: 'cancel' });
    for (const id of [eu, us]) expect(document(await shell.run('result', id, '--json'))).toMatchObject({ status: 'CANCELLED' });
    // Some can't be: the others are done all the same.
    const again = await shell.run('pause', '--tag', tag, '--status', 'CANCELLED');
    expect(again.code).toBe(1);
    expect(again.stderr).toContain(`✘ ${eu} `);
    expect(again.stderr).toContain('0 of 2 runs paused');
  });

  it('are never all there are unless it is said', async () => {
    for (const args of [['cancel'], ['rerun'], ['pause', '--limit', '3']]) {
      const { code, stderr } = await shell.run(...args);
      expect(code).toBe(2);
      expect(stderr).toContain('--all');
    }
  });

  it('are not meant beside a run id', async () => {
    const { code, stderr } = await shell.run('cancel', 'some-run', '--tag', 'x');
    expect(code).toBe(2);
    expect(stderr).toContain('both a run id and a filter (tag)');
  });

  it('--version chooses among versions', async () => {
    expect(await shell.run('list', '--version', '9.9.9', '--json')).toMatchObject({ code: 0, stdout: '' });
  });
});

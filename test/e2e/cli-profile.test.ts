import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { temporal, unique } from '../helpers/temporal.ts';
import { document, Shell } from './cli-process.ts';

const ID = unique('cli-profile');
const ORDER = `id: ${ID}
name: Order
steps:
  - { id: price, target: util, action: sleep, params: { ms: 300 } }
  - { id: stock, target: util, action: flaky, params: { failures: 1 }, retry: { maxAttempts: 2, strategy: fixed, baseDelay: 700 } }
`;

let shell: Shell;
beforeAll(async () => {
  shell = new Shell({ TEMPORAL_ADDRESS: temporal().address, STEPWRIGHT_TASK_QUEUE: unique('cli') });
  shell.write('order.workflow.yaml', ORDER);
  await shell.start('worker', '--json').saying('"pid"');
  for (const run of ['one', 'two']) await shell.run('run', 'order.workflow.yaml', '--id', `${ID}-${run}`);
}, 120_000);
afterAll(() => shell.close());

describe('profile', { timeout: 120_000 }, () => {
  it('tells where the time of a run went, as JSON and as a picture', async () => {
    const told = document(await shell.run('profile', `${ID}-one`, '--json', '--svg', 'run.svg')) as {
      readonly duration: number;
      readonly criticalPath: readonly { readonly type: string; readonly path: string; readonly duration: number }[];
    };
    expect(told).toMatchObject({
      runId: `${ID}-one`,
      workflowId: ID,
      status: 'COMPLETED',
      spans: [{ type: 'run' }, { path: 'price', attempts: 1 }, { path: 'stock', attempts: 2, delays: 700 }],
    });
    expect(told.criticalPath.reduce((sum, { duration }) => sum + duration, 0)).toBe(told.duration);
    expect(readFileSync(join(shell.folder, 'run.svg'), 'utf8')).toContain(`<title>${ID}-one (Order): COMPLETED in`);
  });

  it('tells it to people', async () => {
    const { code, stdout } = await shell.run('profile', `${ID}-one`);
    expect(stdout).toMatch(
      new RegExp(
        `^${ID}-one \\(Order\\): COMPLETED in .*\\nSTEP +TOTAL .*\\nprice \\* .*\\nstock \\* .*\\ncritical path \\* .*price .* → stock `,
      ),
    );
    expect(stdout).toMatch(/bottlenecks +`stock` takes \d+ % of the run: 700 ms of its .* are delays between attempts\n/);
    expect(code).toBe(0);
  });

  it('sums up the runs of a definition', async () => {
    const profiled = () => shell.run('profile', '--definition', ID, '--json');
    // The server lists a run a moment after it has ended.
    await expect.poll(async () => (await profiled()).stdout, { timeout: 60_000 }).toContain('"runs":2');
    expect(document(await profiled())).toMatchObject({
      workflowId: ID,
      statuses: { COMPLETED: 2 },
      steps: [
        { step: 'price', count: 2, retryRate: 0 },
        { step: 'stock', count: 2, retryRate: 1, failureRate: 0 },
      ],
    });
    expect((await shell.run('profile', '--definition', ID, '--limit', '1')).stdout).toContain(`${ID}: 1 run (1 COMPLETED)`);
  });

  it('refuses what names no run, and definitions without any', async () => {
    expect(await shell.run('profile')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('give a run id, or --definition') as string,
    });
    expect(await shell.run('profile', '--definition', ID, '--svg', 'x.svg')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--svg draws one run') as string,
    });
    expect(await shell.run('profile', '--definition', 'nobodys')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no ended runs of "nobodys"') as string,
    });
    expect(await shell.run('profile', 'one', '--limit', '3')).toMatchObject({ code: 2 });
    expect((await shell.run('profile', 'nobody')).stderr).toContain('there is no run "nobody"');
  });
});

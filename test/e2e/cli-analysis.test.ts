import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { temporal, unique } from '../helpers/temporal.ts';
import { document, Shell } from './cli-process.ts';

const ID = unique('cli-order');
const ORDER = `id: ${ID}
name: Order
steps:
  - { id: price, target: util, action: echo, params: { a: 1 } } # look it up
  - { id: stock, target: util, action: echo, params: { b: 2 } }
  - { id: ship, target: util, action: echo, params: { c: $price.a, d: $stock.b } }
`;

let shell: Shell;
beforeAll(() => {
  shell = new Shell({ TEMPORAL_ADDRESS: temporal().address, STEPWRIGHT_TASK_QUEUE: unique('cli') });
  shell.write('order.workflow.yaml', ORDER);
  shell.write('release.json', readFileSync(new URL('../fixtures/dialects/tempeh-deployment.json', import.meta.url), 'utf8'));
});
afterAll(() => shell.close());

describe('import', () => {
  it('prints the definition on stdout and what there is to know on stderr', async () => {
    const { code, stdout, stderr } = await shell.run('import', 'release.json');
    expect(parse(stdout)).toMatchObject({
      id: 'production-deployment',
      mode: 'graph',
      steps: [{ target: 'step', action: 'validate' }, {}, {}],
    });
    expect(stderr).toMatch(/^✔ production-deployment \(tempeh, 3 steps\)\n {2}\/steps it calls step functions .*: validate, deploy, /);
    expect(code).toBe(0);
  });

  it('writes a file that is valid with the step functions', async () => {
    shell.write(
      'targets.ts',
      `import { defineStep } from 'stepwright';
       export default [defineStep('validate', () => 1), defineStep('deploy', ({ params }) => params['name'])];`,
    );
    const written = await shell.run('import', 'release.json', '--output', 'release.workflow.yaml', '--targets', 'targets.ts', '--json');
    expect(document(written)).toEqual({ output: 'release.workflow.yaml' });
    const checked = await shell.run('validate', 'release.workflow.yaml', '--targets', 'targets.ts', '--json');
    expect(document(checked)).toMatchObject({ valid: true });
    const json = await shell.run('import', 'release.json', '--json', '--dialect', 'tempeh', '--target', 'integration');
    expect(document(json)).toMatchObject({ steps: [{ target: 'integration' }, {}, {}] });
  });

  it('shows what is wrong at its place, and exits 2', async () => {
    shell.write('bad.yaml', 'name: x\nsteps:\n  - { name: a, comand: b, parallel: true }\n');
    const { code, stdout, stderr } = await shell.run('import', 'bad.yaml');
    expect(stdout).toBe('');
    expect(stderr).toMatch(/3 │ {3}- \{ name: a, comand: b, parallel: true \}\n +│ +\^+ did you mean command \?/);
    expect(code).toBe(2);
    expect(document(await shell.run('import', 'bad.yaml', '--json'))).toMatchObject({ error: { problems: [{ line: 3 }, { line: 3 }] } });
  });
});

describe('optimize', () => {
  it('prints the file as a graph, comments kept, and the gain on stderr', async () => {
    const { code, stdout, stderr } = await shell.run('optimize', 'order.workflow.yaml');
    expect(stdout).toBe(ORDER.replace('name: Order\n', 'name: Order\nmode: graph\n'));
    expect(stderr).toContain(`✔ ${ID} is a graph: 2 levels in place of 3 steps in a row, about 1.5× as fast`);
    expect(code).toBe(0);
  });

  it('says why a file stays as it is, and prints it so', async () => {
    const chain = 'id: w\nname: W\nsteps:\n  - { id: a, target: util, action: echo } # alone\n';
    shell.write('chain.workflow.yaml', chain);
    const { code, stdout, stderr } = await shell.run('optimize', 'chain.workflow.yaml');
    expect(stdout).toBe(chain);
    expect(stderr).toBe('– w stays as it is\n  every step needs the one before it\n');
    expect(code).toBe(0);
  });

  it('writes JSON where the file says so', async () => {
    expect(document(await shell.run('optimize', 'order.workflow.yaml', '--output', 'graph.json', '--json'))).toEqual({
      output: 'graph.json',
    });
    expect(JSON.parse(readFileSync(join(shell.folder, 'graph.json'), 'utf8'))).toMatchObject({ id: ID, mode: 'graph' });
  });
});

describe('analyze', () => {
  it('takes durations from a file, and refuses what is none or of no step', async () => {
    shell.write('times.yaml', 'price: 1s\nstock: 3000\n');
    const analyzed = await shell.run('analyze', 'order.workflow.yaml', '--durations', 'times.yaml', '--json');
    expect(document(analyzed)).toMatchObject({ criticalPath: ['stock', 'ship'], estimate: { asWritten: 6000, atBest: 5000 } });
    shell.write('wrong.yaml', 'pric: 1s\nstock: soon\n');
    const { code, stderr } = await shell.run('analyze', 'order.workflow.yaml', '--durations', 'wrong.yaml');
    expect(stderr).toMatch(/has no step "pric"[^]*did you mean price \?[^]*error\[InvalidDuration\] the duration of "stock" is none/);
    expect(code).toBe(2);
  });

  it('takes durations from past runs', { timeout: 150_000 }, async () => {
    expect((await shell.run('analyze', 'order.workflow.yaml', '--from-runs', '5')).stderr).toContain(`no completed runs of ${ID}`);
    const worker = shell.start('worker', '--json');
    await worker.saying('"pid"');
    expect((await shell.run('run', 'order.workflow.yaml')).code).toBe(0);
    // The server lists a run a moment after it has ended.
    await expect
      .poll(async () => (await shell.run('analyze', 'order.workflow.yaml', '--from-runs', '5')).stderr, { timeout: 60_000 })
      .toContain('durations: medians of 1 run');
    const { stdout } = await shell.run('analyze', 'order.workflow.yaml', '--from-runs', '5', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ assumptions: [] });
  });
});

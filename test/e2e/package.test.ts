import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { temporal, unique } from '../helpers/temporal.ts';
import { document, Shell } from './cli-process.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const TOTALS = `id: ${unique('totals')}
name: Totals
steps:
  - { id: total, type: transform, input: { n: [1, 2, 3] }, jsonata: '{ "total": $sum(n) }' }
output: $total
`;

/** What each entry refuses, and whether it is an error of the very class that `stepwright` exports: `instanceof` knows copies too. */
const PROGRAM = `
import { connect, StepwrightError } from 'stepwright';
import { testRun } from 'stepwright/testing';
import { createWorker } from 'stepwright/worker';
const nowhere = { address: '127.0.0.1:1', namespace: 'default', taskQueue: 'q', dataDir: 'data', targets: [] };
const refusals = { connect: () => connect(nowhere), testRun: () => testRun({ id: 'x' }), createWorker: () => createWorker(nowhere) };
const codes = {};
for (const [name, call] of Object.entries(refusals)) codes[name] = await call().catch((error) => error.constructor === StepwrightError && error.code);
console.log(JSON.stringify(codes));
`;

/** The package as it is shipped, in a project that has it installed. */
let shell: Shell;
beforeAll(() => {
  shell = new Shell({ TEMPORAL_ADDRESS: temporal().address, STEPWRIGHT_TASK_QUEUE: unique('package') });
  mkdirSync(join(shell.folder, 'node_modules'));
  symlinkSync(ROOT, join(shell.folder, 'node_modules', 'stepwright'), 'dir');
  symlinkSync(join(ROOT, 'node_modules', 'zod'), join(shell.folder, 'node_modules', 'zod'), 'dir');
});
afterAll(() => shell.close());

describe('the built package', { timeout: 120_000 }, () => {
  it('forks its processes: for CPU steps in TypeScript, and for transforms', async () => {
    cpSync(join(ROOT, 'examples', 'cpu'), join(shell.folder, 'cpu'), { recursive: true });
    shell.write('totals.workflow.yaml', TOTALS);
    await shell.start('worker', '--targets', 'cpu/targets.ts', '--json').saying('"pid"');
    const primes = await shell.run(
      'run',
      'cpu/cpu.workflow.yaml',
      '--targets',
      'cpu/targets.ts',
      '--input',
      '{"bounds":[10,100]}',
      '--json',
    );
    expect(document(primes)).toMatchObject({ status: 'COMPLETED', output: { primes: [4, 25] } });
    expect(document(await shell.run('run', 'totals.workflow.yaml', '--json'))).toMatchObject({ status: 'COMPLETED', output: { total: 6 } });
  });

  it('throws errors of one class, whichever entry they come from', async () => {
    const { stdout, stderr } = await shell.node(shell.write('refusals.mjs', PROGRAM));
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({ connect: 'TemporalUnreachable', testRun: 'MissingField', createWorker: 'TemporalUnreachable' });
  });

  it('says in its errors what was written in its sources', async () => {
    shell.write(
      'bad.mjs',
      `import { defineCpuStep } from 'stepwright';\nexport const bad = defineCpuStep('primes', { module: 'primes.js' });\n`,
    );
    const { stderr } = await shell.node(
      shell.write('import-bad.mjs', `await import('./bad.mjs').catch(({ hint }) => console.error(hint));\n`),
    );
    expect(stderr).toBe("write new URL('./primes.js', import.meta.url)\n");
  });
});

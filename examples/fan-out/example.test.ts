import { expect, it } from 'vitest';

import { beside, exampleRun, statusesOf } from '../example-run.ts';

const example = exampleRun();
const file = beside(import.meta.url, 'fan-out.workflow.yaml');

it('writes both reports once all regions have answered', async () => {
  const result = await example.run(file, {});
  expect(result).toMatchObject({ status: 'COMPLETED', output: { mainland: 'reports/2025-01-mainland.txt', full: 'reports/2025-01.txt' } });
  expect(result.steps.find(({ path }) => path === 'south-ready')?.attempts).toBe(2);
  expect(example.read('files/reports/2025-01-mainland.txt')).toBe('Profit 110');
  expect(example.read('files/reports/2025-01.txt')).toBe('Profit 120');
});

it('skips only what depends on the region that failed', async () => {
  const result = await example.run(file, { month: '2025-02', southIsDown: true });
  expect(result).toMatchObject({ status: 'PARTIAL', success: false, output: { mainland: 'reports/2025-02-mainland.txt', full: null } });
  expect(statusesOf(result)).toMatchObject({
    'south-ready': 'FAILED',
    south: 'SKIPPED',
    'full-report': 'SKIPPED',
    'mainland-report': 'COMPLETED',
  });
  expect(example.read('files/reports/2025-02-mainland.txt')).toBe('Profit 110');
  expect(example.exists('files/reports/2025-02.txt')).toBe(false);
});

import { expect, it } from 'vitest';

import { beside, exampleRun } from '../example-run.ts';
import targets from './targets.ts';

const example = exampleRun({ targets: [targets] });
const file = beside(import.meta.url, 'cpu.workflow.yaml');

it('computes in processes of their own', async () => {
  const result = await example.run(file, { bounds: [10, 100, 1000] });
  expect(result).toMatchObject({ status: 'COMPLETED', output: { primes: [4, 25, 168] } });
});

it('ends what takes more processor time than it may, and does not try again', async () => {
  const result = await example.run(file, { bounds: [1_000_000_000] });
  expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'ResourceLimit', step: 'count', attempts: 1 } });
});

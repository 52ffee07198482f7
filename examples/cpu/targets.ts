import { defineCpuStep } from 'stepwright';
import { z } from 'zod';

/** A function that computes: `{ target: cpu, action: primes }`. */
export default defineCpuStep('primes', {
  description: 'Counts the primes below a number.',
  module: new URL('./primes.ts', import.meta.url),
  params: z.object({ below: z.int().min(0) }),
  result: z.object({ primes: z.number() }),
  // Megabytes, and processor time of one call.
  memory: 128,
  cpuTime: '2s',
  idempotent: true,
});

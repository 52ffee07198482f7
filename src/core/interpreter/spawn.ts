import { toFailure } from '../errors/stepwright-error.ts';
import type { Outcome } from './runtime.ts';

/**
 * The only way a branch of work starts. Whatever happens in it becomes an outcome: a promise that rejects with nobody
 * listening would fail Temporal's workflow task for ever.
 */
export async function spawn<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await work();
  } catch (error) {
    return { status: 'failed', failure: toFailure(error) };
  }
}

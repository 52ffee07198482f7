import type { MongoServerError } from 'mongodb';

const DUPLICATE_KEY = 11_000;

/** There is such a document already: another insert was faster. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof Error && (error as MongoServerError).code === DUPLICATE_KEY;
}

/** Tries again while another insert was faster: then there is something to change. */
export async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
  }
}

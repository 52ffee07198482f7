import type { Connection } from '@temporalio/client';

/** Calls Temporal until `signal` is aborted. The SDK leaves a listener behind on the signal it is given, so each call gets its own. */
export async function withAbort<T>(connection: Connection, signal: AbortSignal, call: (abort: () => void) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await connection.withAbortSignal(controller.signal, () => call(abort));
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

import { Connection } from '@temporalio/client';

/** The SDK's defaults wait a second before the second try; a local server is up after a few hundred milliseconds. */
const TRY_AGAIN_QUICKLY = {
  'grpc.initial_reconnect_backoff_ms': 25,
  'grpc.min_reconnect_backoff_ms': 25,
  'grpc.max_reconnect_backoff_ms': 100,
};

/** True when the Temporal frontend at `address` serves its `default` namespace within `timeoutMs`, unless `giveUp` is aborted before. */
export async function serverAnswers(address: string, timeoutMs: number, giveUp?: AbortSignal): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  const connection = Connection.lazy({ address, connectTimeout: timeoutMs, channelArgs: TRY_AGAIN_QUICKLY });
  try {
    await orAborted(connection.ensureConnected(), giveUp);
    await connection.withDeadline(deadline, () => connection.workflowService.describeNamespace({ namespace: 'default' }));
    return true;
  } catch {
    return false;
  } finally {
    await connection.close();
  }
}

function orAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    work.then(resolve, reject);
  });
}

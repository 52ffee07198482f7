import { setTimeout as sleep } from 'node:timers/promises';

import { isRunning } from '../files/process-identity.ts';

const POLL_MS = 20;
const GENTLY_MS = 5000;

/** Ends a process by its identity: with `first`, and with SIGKILL when it is still there after 5 s. Resolves once it is gone. */
export async function stopProcess(identity: string, first: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
  signal(identity, first);
  const patience = Date.now() + GENTLY_MS;
  while (isRunning(identity)) {
    if (Date.now() > patience) signal(identity, 'SIGKILL');
    // The end of a process that is not our child cannot be awaited.
    await sleep(POLL_MS);
  }
}

function signal(identity: string, name: NodeJS.Signals): void {
  if (!isRunning(identity)) return;
  try {
    process.kill(Number.parseInt(identity, 10), name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

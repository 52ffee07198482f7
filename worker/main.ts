import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { StepwrightError } from '../src/core/errors/stepwright-error.ts';
import { loadTargets } from '../src/files/load-targets.ts';
import type { WorkerOptions } from './api.ts';
import { readConfig } from './config.ts';
import { createWorker } from './create-worker.ts';
import { readSettings } from './read-settings.ts';

/**
 * Runs a worker until SIGTERM or SIGINT, then lets running actions end within `drain`; a second signal ends the process at once.
 * @param onStarted called once it takes work
 */
export async function runWorker(options: WorkerOptions, onStarted: () => void): Promise<void> {
  const worker = await createWorker(options);
  const deaf = (): void => void process.off('SIGTERM', stop).off('SIGINT', stop);
  const stop = (): void => {
    // From now on they do what they do by themselves.
    deaf();
    void worker.shutdown().catch(() => undefined);
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  onStarted();
  try {
    await worker.stopped;
  } finally {
    deaf();
  }
}

/** The worker of a container: everything is in its environment (docs/cli.md); it needs a cluster. */
async function main(): Promise<void> {
  const { targets, address, user: _user, ...config } = readConfig(process.env);
  if (address === undefined) {
    throw new StepwrightError('MissingField', 'TEMPORAL_ADDRESS is not set', {
      hint: 'Set it to host:port of the cluster, or use stepwright worker, which finds a dev server by itself.',
    });
  }
  const own = targets === undefined ? [] : (await loadTargets(targets)).targets;
  await runWorker({ ...config, ...readSettings(process.env), address, targets: own }, () =>
    log(`worker on ${config.taskQueue} of ${address} takes work`),
  );
}

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

function isEntry(): boolean {
  const [, script] = process.argv;
  return script !== undefined && realpathSync(script) === fileURLToPath(import.meta.url);
}

if (isEntry()) {
  main().catch((error: unknown) => {
    const hint = error instanceof StepwrightError && error.hint !== undefined ? ` ${error.hint}` : '';
    log(`${error instanceof Error ? error.message : String(error)}.${hint}`);
    process.exitCode = error instanceof StepwrightError && error.code === 'TemporalUnreachable' ? 3 : 2;
  });
}

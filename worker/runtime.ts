import { DefaultLogger, Runtime } from '@temporalio/worker';

/**
 * Quietens the SDK: it warns of every failed attempt, which progress and trace tell better. `Runtime.install` works once
 * per process, so a host that has installed one of its own keeps it.
 */
export function installRuntime(): void {
  if (Runtime._instance !== undefined) return;
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'ERROR', forward: {} } } });
}

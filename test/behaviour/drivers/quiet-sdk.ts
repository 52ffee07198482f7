import { DefaultLogger, Runtime } from '@temporalio/worker';

/** Steps fail by design in these tests: the SDK's warning about each would bury the report. Errors still show. */
export function quietSdk(): void {
  if (Runtime._instance !== undefined) return;
  Runtime.install({
    logger: new DefaultLogger('ERROR', ({ level, message }) => {
      if (!message.startsWith('Workflow rollback')) process.stderr.write(`[${level}] ${message}\n`);
    }),
    telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
  });
}

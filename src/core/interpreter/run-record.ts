import { endStatus } from './end-status.ts';
import { isoTime } from './iso-time.ts';
import type { Run } from './run.ts';

/** What `$run` is; its end is known in `finally` and `onComplete`. */
export function runRecord(run: Run): Readonly<Record<string, unknown>> {
  const { info, definition, runtime, phase } = run;
  const { runId, startedAt, startedBy, key = run.key, url } = info;
  const ended = phase === 'finally' || phase === 'ended';
  return {
    id: runId,
    key: key ?? null,
    url: url ?? null,
    definition: definition.id,
    version: definition.version ?? null,
    startedAt: isoTime(startedAt),
    startedBy: startedBy ?? null,
    now: isoTime(runtime.now()),
    ...(ended ? { status: endStatus(run), error: run.failure ?? null, output: run.output } : {}),
  };
}

import type { Run } from '../client/api.ts';
import type { WorkflowResult } from '../core/run/result.ts';
import { LiveView } from './live-view.ts';
import type { Columns } from './render/step-line.ts';
import { colorsFor, note } from './terminal.ts';
import type { WaitingSteps } from './waiting-steps.ts';

export interface WatchOptions {
  readonly columns: Columns;
  /** Root of the `file` target. */
  readonly filesDir: string;
  readonly waiting: WaitingSteps;
  /** Said when nobody has taken the run after a while. */
  readonly whoWorks: string;
  /** Ends the watching; the run goes on. */
  readonly signal: AbortSignal;
}

const NOBODY_CAME_MS = 5000;
/** The last events may arrive a little after the result. */
const LAST_EVENTS_MS = 2000;

/** Shows a run live on stderr until it ends, and gives its result; undefined when `signal` ended the watching before. */
export async function watchRun(run: Run, options: WatchOptions): Promise<WorkflowResult | undefined> {
  const { columns, filesDir, waiting, signal } = options;
  const view = new LiveView({
    write: (text) => process.stderr.write(text),
    colors: colorsFor(process.stderr),
    rewrites: process.stderr.isTTY,
    columns,
    filesDir,
    waiting,
  });
  const events = new AbortController();
  const stopEvents = (): void => events.abort();
  signal.addEventListener('abort', stopEvents, { once: true });
  const nobody = setTimeout(() => view.line(`  ${options.whoWorks}`), NOBODY_CAME_MS);
  const ended = run.result().finally(() => void setTimeout(stopEvents, LAST_EVENTS_MS).unref());
  // Looked at below; until then a failure must not end the process.
  ended.catch(() => undefined);
  try {
    for await (const event of run.events({ signal: events.signal })) {
      clearTimeout(nobody);
      await view.show(event, run);
    }
    return await Promise.race([ended, aborted(signal)]);
  } finally {
    clearTimeout(nobody);
    signal.removeEventListener('abort', stopEvents);
    view.end();
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

/** What Ctrl-C does while a run is watched: the first says how to go on, the second cancels the run, the third leaves at once. */
export function onInterrupt(run: Run, howToReturn: string): { readonly signal: AbortSignal; done(): void } {
  const leave = new AbortController();
  let presses = 0;
  let timer: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    presses += 1;
    if (presses === 1) {
      note(`\n${run.id} goes on. Ctrl-C again within 2 s cancels it. Otherwise: ${howToReturn}`);
      timer = setTimeout(() => leave.abort(), 2000);
    } else if (presses === 2 && !leave.signal.aborted) {
      clearTimeout(timer);
      note(`cancelling ${run.id}; Ctrl-C once more leaves it to its worker`);
      run.cancel().catch((error: unknown) => note(`${run.id} could not be cancelled: ${String(error)}`));
    } else {
      leave.abort();
    }
  };
  const end = (): void => leave.abort();
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', end);
  return {
    signal: leave.signal,
    done: () => {
      clearTimeout(timer);
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', end);
    },
  };
}

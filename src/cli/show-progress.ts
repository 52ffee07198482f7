import { setTimeout as sleep } from 'node:timers/promises';

import type { Run } from '../client/api.ts';
import type { WireStepResult } from '../core/run/result.ts';
import type { StepStatus } from '../core/run/status.ts';
import type { RunState } from '../core/run/wire.ts';
import type { OutputFlags } from './flags.ts';
import { renderProgress } from './render/progress-line.ts';
import type { ActiveStep, ProgressReport } from './render/progress-line.ts';
import { colorsFor, data, json } from './terminal.ts';

const ACTIVE: ReadonlySet<StepStatus> = new Set(['RUNNING', 'WAITING', 'RETRYING']);
/** Attempts make no event, so they are looked for. */
const LOOK_EVERY_MS = 1000;

export async function showProgress(run: Run, flags: OutputFlags): Promise<void> {
  print(reportOf(await run.state()), flags);
}

/** Prints a report at each event that changed something, and when a step is tried again. */
export async function watchProgress(run: Run, flags: OutputFlags): Promise<void> {
  const ended = new AbortController();
  let last = '';
  const look = async (): Promise<void> => {
    const report = reportOf(await run.state());
    const text = JSON.stringify(report);
    if (text !== last) print(report, flags);
    last = text;
  };
  await look();
  const retries = lookForRetries(look, ended.signal);
  try {
    for await (const event of run.events()) {
      if (event.type !== 'workflow:progress') await look();
    }
  } finally {
    ended.abort();
    await retries;
  }
  await look();
}

async function lookForRetries(look: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await sleep(LOOK_EVERY_MS, undefined, { signal });
      await look();
    } catch {
      // Ended, or nobody answered this once: the events say when something happens.
    }
  }
}

export function reportOf(state: RunState): ProgressReport {
  return { ...state.progress, active: state.steps.filter((step) => ACTIVE.has(step.status)).map(activeStep) };
}

function activeStep({ path, status, attempts, error }: WireStepResult): ActiveStep {
  return { path, status, attempts, ...(error === undefined ? {} : { error }) };
}

function print(report: ProgressReport, flags: OutputFlags): void {
  if (flags.json === true) json(report);
  else data(renderProgress(report, colorsFor(process.stdout)));
}

import { EventEmitter } from 'node:events';

import type { WorkflowEvent, WorkflowEventType } from '../core/run/events.ts';
import type { Progress } from '../core/run/result.ts';
import type { Run } from './api.ts';

/** What a listener of a type gets; a progress event always has its progress. */
export type WorkflowEventOf<Type extends WorkflowEventType> = WorkflowEvent & { readonly type: Type } & (Type extends 'workflow:progress'
    ? { readonly progress: Progress }
    : unknown);

type Listeners = { [Type in WorkflowEventType]: [event: WorkflowEventOf<Type>] };

/**
 * Live events of every run that this process starts: `workflowEvents.on(WorkflowEventType.STEP_COMPLETED, (event) => …)`.
 * Listen before the run starts; for one run, or from a cursor, there is `run.events()`.
 */
export const workflowEvents = new EventEmitter<Listeners>();
workflowEvents.setMaxListeners(0);

/** Gives the events of a run just started to whoever listens, until it ends; undefined when nobody does, which costs nothing. */
export function publishEvents(run: Run): Promise<void> | undefined {
  if (workflowEvents.eventNames().length === 0) return undefined;
  return publish(run).catch((error: unknown) => {
    process.emitWarning(
      `the events of run "${run.id}" are incomplete: ${error instanceof Error ? error.message : String(error)}`,
      'StepwrightWarning',
    );
  });
}

async function publish(run: Run): Promise<void> {
  for await (const event of run.events()) {
    try {
      workflowEvents.emit(event.type, event as never);
    } catch (error) {
      // A listener's mistake is the process's to see, as with any emitter, and not the run's.
      process.nextTick(() => {
        throw error;
      });
    }
  }
}

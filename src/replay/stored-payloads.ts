import type { Payload } from '@temporalio/common';

import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { PayloadStore } from '../files/payload-store.ts';
import { isReference, wholePayload } from '../files/external-storage.ts';
import type { RecordedRun } from './recorded-run.ts';

/**
 * The run with everything in its history: payloads that lie in a store or data folder are put where they are referred to.
 * @throws StepwrightError `NotFound` when one is not there
 */
export async function withStoredPayloads<R extends RecordedRun>(run: R, payloads: PayloadStore): Promise<R> {
  const references = new Set<Payload>();
  walk(run.events, (payload) => {
    if (isReference(payload)) references.add(payload);
    return payload;
  });
  if (references.size === 0) return run;
  const stored = new Map<Payload, Payload>();
  for (const reference of references) stored.set(reference, await follow(reference, run.runId, payloads));
  return { ...run, events: walk(run.events, (payload) => stored.get(payload) ?? payload) };
}

async function follow(reference: Payload, runId: string, payloads: PayloadStore): Promise<Payload> {
  try {
    return await wholePayload(reference, payloads);
  } catch (error) {
    throw new StepwrightError(
      'NotFound',
      `the history of run "${runId}" refers to values that are neither in the store nor in the data folder`,
      {
        hint: 'Name those that the run used with --store and --data. A history that stepwright replay RUN --save FILE writes needs none.',
        cause: error,
      },
    );
  }
}

/** The same data with each payload as `change` gives it: a history has them in many places. */
function walk<T>(value: T, change: (payload: Payload) => Payload): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (isPayload(value)) return change(value) as T & Payload;
  if (Array.isArray(value)) return value.map((element: unknown) => walk(element, change)) as T;
  const inner = Object.entries(value).filter(([, each]) => typeof each === 'object' && each !== null);
  const changed = inner.map(([key, each]) => [key, walk<unknown>(each, change), each] as const).filter(([, now, before]) => now !== before);
  return changed.length === 0 ? value : { ...value, ...Object.fromEntries(changed) };
}

function isPayload(value: object): value is Payload {
  return 'metadata' in value && 'data' in value && ArrayBuffer.isView(value.data);
}

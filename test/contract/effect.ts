import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';

/** A call as a provider sees it. */
export function effect(
  idempotencyKey: string,
  signal = new AbortController().signal,
): { readonly idempotencyKey: string; readonly signal: AbortSignal } {
  return { idempotencyKey, signal };
}

/** What `work` failed with. */
export async function refusal(work: Promise<unknown>): Promise<StepwrightError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof StepwrightError) return error;
  throw new Error(`expected a StepwrightError, got ${String(error)}`);
}

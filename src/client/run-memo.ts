import { START_MEMO, type StartMemo } from '../core/run/start-memo.ts';

export function toMemo(start: StartMemo): Record<string, unknown> {
  return { [START_MEMO]: start };
}

/** Undefined for a run that was started by another program. */
export function fromMemo(memo: Readonly<Record<string, unknown>> | undefined): StartMemo | undefined {
  const start = memo?.[START_MEMO];
  return typeof start === 'object' && start !== null && 'inputHash' in start ? (start as StartMemo) : undefined;
}

/** Memo key of what a client notes about a run at its start. */
const START_MEMO = 'stepwright';

/** Noted at the start: names the run in lists, and tells a second start of the same from another. */
export interface StartMemo {
  readonly name?: string;
  readonly version?: string;
  /** Hash of the definition; absent when it was named by id. */
  readonly definitionHash?: string;
  readonly inputHash: string;
  readonly tags: readonly string[];
  readonly startedBy: string;
}

export function toMemo(start: StartMemo): Record<string, unknown> {
  return { [START_MEMO]: start };
}

/** Undefined for a run that was started by another program. */
export function fromMemo(memo: Readonly<Record<string, unknown>> | undefined): StartMemo | undefined {
  const start = memo?.[START_MEMO];
  return typeof start === 'object' && start !== null && 'inputHash' in start ? (start as StartMemo) : undefined;
}

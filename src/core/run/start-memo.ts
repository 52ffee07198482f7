/** Memo key of what is noted about a run at its start. */
export const START_MEMO = 'stepwright';

/** Noted at the start: names the run in lists, and tells a second start of the same from another. */
export interface StartMemo {
  readonly name?: string;
  readonly version?: string;
  /** Hash of the definition; absent when it was named by id. */
  readonly definitionHash?: string;
  readonly inputHash: string;
  readonly tags: readonly string[];
  readonly startedBy: string;
  /** Run id of the run whose outcomes this one took over. */
  readonly resumedFrom?: string;
  /** Run id of the run that started this one as its child: a `workflow` step, a partition, the undoing of one. */
  readonly parent?: string;
}

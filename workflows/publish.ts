import { setCurrentDetails, upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { allDone } from './all-done.ts';
import type { PreparedInput } from './prepare.ts';
import type { RunControl } from '../src/core/interpreter/interpreter.ts';
import { renderDetails } from '../src/core/run/details.ts';
import type { ChildResult } from '../src/core/interpreter/runtime.ts';
import type { Snapshot } from '../src/core/interpreter/snapshot.ts';
import { RESULT_MEMO, SEARCH_ATTRIBUTES } from '../src/core/run/wire.ts';

const KEY = defineSearchAttributeKey(SEARCH_ATTRIBUTES.key, SearchAttributeType.KEYWORD);
const STATUS = defineSearchAttributeKey(SEARCH_ATTRIBUTES.status, SearchAttributeType.KEYWORD);

/** The first interpreter did not make a run's key searchable, and wrote a status among the commands that followed from it. */
const SINCE = 2;

/** Shows a run in Temporal's own UI: current details, and its status and key as search attributes where the namespace has them. */
export class Publisher {
  readonly #searchAttributes: boolean;
  readonly #first: boolean;
  #status: string;
  #key: string | undefined;
  #due = false;

  constructor({ searchAttributes, key, interpreter, snapshot }: PreparedInput) {
    this.#searchAttributes = searchAttributes === true;
    this.#first = interpreter < SINCE;
    this.#status = statusIn(snapshot);
    // A key given at the start was made searchable there.
    this.#key = key ?? snapshot?.key;
  }

  /** Called at each change, publishes once for all that follow from one another: thousands of steps may start at one moment. */
  publish(run: RunControl): void {
    if (this.#due) return;
    this.#due = true;
    void this.#later().then(() => {
      this.#due = false;
      this.#write(run);
    });
  }

  #later(): Promise<void> {
    return this.#first ? Promise.resolve() : allDone();
  }

  /** Details cost no history; a search attribute costs an event, so only status changes are written. */
  #write(run: RunControl): void {
    setCurrentDetails(renderDetails(run.recent(), run.progress()));
    this.#writeStatus(run.status());
    this.#writeKey(run.key());
  }

  /** A cancelled run can't carry a result: it goes into the memo. */
  close(result: ChildResult): void {
    this.#writeStatus(result.status);
    if (result.status === 'CANCELLED') upsertMemo({ [RESULT_MEMO]: result });
  }

  #writeKey(key: string | undefined): void {
    if (this.#first || !this.#searchAttributes || key === undefined || key === this.#key) return;
    this.#key = key;
    upsertSearchAttributes([{ key: KEY, value: key }]);
  }

  #writeStatus(status: string): void {
    if (!this.#searchAttributes || status === this.#status) return;
    this.#status = status;
    upsertSearchAttributes([{ key: STATUS, value: status }]);
  }
}

/** As the history before wrote it. */
function statusIn(snapshot: Snapshot | undefined): string {
  if (snapshot?.paused === true) return 'PAUSED';
  return snapshot?.place?.standing === 'queued' ? 'PENDING' : 'RUNNING';
}

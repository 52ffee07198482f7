import { setCurrentDetails, upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { PreparedInput } from './prepare.ts';
import type { RunControl } from '../src/core/interpreter/interpreter.ts';
import { renderDetails } from '../src/core/run/details.ts';
import type { ChildResult } from '../src/core/interpreter/runtime.ts';
import { RESULT_MEMO, SEARCH_ATTRIBUTES } from '../src/core/run/wire.ts';

const KEY = defineSearchAttributeKey(SEARCH_ATTRIBUTES.key, SearchAttributeType.KEYWORD);
const STATUS = defineSearchAttributeKey(SEARCH_ATTRIBUTES.status, SearchAttributeType.KEYWORD);

/** The first interpreter did not make a run's key searchable. */
const WRITES_KEY_SINCE = 2;

/** Shows a run in Temporal's own UI: current details, and its status and key as search attributes where the namespace has them. */
export class Publisher {
  readonly #searchAttributes: boolean;
  readonly #writesKey: boolean;
  #status: string;
  #key: string | undefined;
  #due = false;

  constructor({ searchAttributes, key, interpreter, snapshot }: PreparedInput) {
    this.#searchAttributes = searchAttributes === true;
    this.#writesKey = this.#searchAttributes && interpreter >= WRITES_KEY_SINCE;
    this.#status = snapshot?.paused === true ? 'PAUSED' : 'RUNNING';
    // A key given at the start was made searchable there.
    this.#key = key ?? snapshot?.key;
  }

  /** Called at each change, publishes once for all that happen together: thousands of steps may start at one moment. */
  publish(run: RunControl): void {
    if (this.#due) return;
    this.#due = true;
    void Promise.resolve().then(() => {
      this.#due = false;
      this.#write(run);
    });
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
    if (!this.#writesKey || key === undefined || key === this.#key) return;
    this.#key = key;
    upsertSearchAttributes([{ key: KEY, value: key }]);
  }

  #writeStatus(status: string): void {
    if (!this.#searchAttributes || status === this.#status) return;
    this.#status = status;
    upsertSearchAttributes([{ key: STATUS, value: status }]);
  }
}

import { setCurrentDetails, upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { RunControl } from '../src/core/interpreter/interpreter.ts';
import { renderDetails } from '../src/core/run/details.ts';
import type { WireWorkflowResult } from '../src/core/run/result.ts';
import { RESULT_MEMO, SEARCH_ATTRIBUTES } from '../src/core/run/wire.ts';

const STATUS = defineSearchAttributeKey(SEARCH_ATTRIBUTES.status, SearchAttributeType.KEYWORD);

/** Shows a run in Temporal's own UI: current details, and the status as search attribute where the namespace has it. */
export class Publisher {
  readonly #searchAttributes: boolean;
  #status = 'RUNNING';
  #due = false;

  constructor(searchAttributes: boolean) {
    this.#searchAttributes = searchAttributes;
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
  }

  /** A cancelled run can't carry a result: it goes into the memo. */
  close(result: WireWorkflowResult): void {
    this.#writeStatus(result.status);
    if (result.status === 'CANCELLED') upsertMemo({ [RESULT_MEMO]: result });
  }

  #writeStatus(status: string): void {
    if (!this.#searchAttributes || status === this.#status) return;
    this.#status = status;
    upsertSearchAttributes([{ key: STATUS, value: status }]);
  }
}

import { setCurrentDetails, upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { allDone } from './all-done.ts';
import type { PreparedInput } from './prepare.ts';
import type { RunControl } from '../src/core/interpreter/interpreter.ts';
import { renderDetails } from '../src/core/run/details.ts';
import type { ChildResult } from '../src/core/interpreter/runtime.ts';
import type { Snapshot } from '../src/core/interpreter/snapshot.ts';
import { TELLS_STATUS_SINCE } from '../src/core/interpreter/version.ts';
import { RESULT_MEMO, SEARCH_ATTRIBUTES } from '../src/core/run/wire.ts';

const KEY = defineSearchAttributeKey(SEARCH_ATTRIBUTES.key, SearchAttributeType.KEYWORD);
const STATUS = defineSearchAttributeKey(SEARCH_ATTRIBUTES.status, SearchAttributeType.KEYWORD);

/** The first interpreter did not make a run's key searchable, and wrote a status among the commands that followed from it. */
const SINCE = 2;

/** Shows a run in Temporal's own UI: current details, and its status and key as search attributes where the namespace has them. */
export class Publisher {
  readonly #searchAttributes: boolean;
  readonly #first: boolean;
  readonly #waitsForNews: boolean;
  #status: string;
  #key: string | undefined;
  #due = false;

  constructor({ searchAttributes, key, interpreter, snapshot }: PreparedInput) {
    this.#searchAttributes = searchAttributes === true;
    this.#first = interpreter < SINCE;
    this.#waitsForNews = interpreter >= TELLS_STATUS_SINCE;
    this.#status = statusIn(snapshot);
    // A key given at the start was made searchable there.
    this.#key = key ?? snapshot?.key;
  }

  /** Renders the details of a run whenever somebody asks for them: writing them down at each change takes longer than the change. */
  attach(run: RunControl): void {
    setCurrentDetails(new Details(run) as unknown as string);
    this.publish(run);
  }

  /**
   * Called at each change. A search attribute costs an event, so only changes of status and key are written, once for all that follow from
   * one another.
   */
  publish(run: RunControl): void {
    if (this.#due || (this.#waitsForNews && !this.#isNews(run))) return;
    this.#due = true;
    void this.#later().then(() => {
      this.#due = false;
      this.#writeStatus(run.status());
      this.#writeKey(run.key());
    });
  }

  #isNews(run: RunControl): boolean {
    return this.#searchAttributes && (run.status() !== this.#status || run.key() !== this.#key);
  }

  #later(): Promise<void> {
    return this.#first ? Promise.resolve() : allDone();
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

/** Text by `toJSON`: the SDK keeps what it is given, and sends it as JSON to who asks. */
class Details {
  readonly #run: RunControl;

  constructor(run: RunControl) {
    this.#run = run;
  }

  toJSON(): string {
    return renderDetails(this.#run.recent(), this.#run.progress());
  }
}

/** As the history before wrote it. */
function statusIn(snapshot: Snapshot | undefined): string {
  if (snapshot?.paused === true) return 'PAUSED';
  return snapshot?.place?.standing === 'queued' ? 'PENDING' : 'RUNNING';
}

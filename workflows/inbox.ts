import { ApplicationFailure, defineQuery, defineSignal, setHandler } from '@temporalio/workflow';
import type { RunControl } from '../src/core/interpreter/interpreter.ts';
import { QUERIES, SIGNALS, type CancelRequest, type TrailPage } from '../src/core/run/wire.ts';
import { CancelRequested } from './cancel-request.ts';

/** Handlers stand from the first moment; what comes before the run is interpreted waits here. */
export class Inbox {
  readonly cancelRequested = new CancelRequested(() => this.#tell((control) => void control.cancel({})));
  #control: RunControl | undefined;
  readonly #early: ((control: RunControl) => void)[] = [];

  constructor() {
    setHandler(defineSignal(SIGNALS.pause), () => this.#tell((control) => control.pause()));
    setHandler(defineSignal(SIGNALS.resume), () => this.#tell((control) => control.resume()));
    setHandler(defineSignal<[CancelRequest?]>(SIGNALS.cancel), (request) => this.#tell((control) => void control.cancel(request ?? {})));
    setHandler(defineQuery(QUERIES.progress), () => this.#ask().progress());
    setHandler(defineQuery(QUERIES.state), () => this.#ask().state());
    setHandler(defineQuery(QUERIES.trace), () => this.#ask().trail(0).entries);
    setHandler(defineQuery<TrailPage, [number?]>(QUERIES.trail), (since) => this.#ask().trail(since ?? 0));
    setHandler(defineQuery(QUERIES.rollbackPlan), () => this.#ask().rollbackPlan());
    // Approvals come with a later version: until then nobody is waited for.
    setHandler(defineQuery(QUERIES.tasks), () => []);
  }

  attach(control: RunControl): void {
    this.#control = control;
    for (const tell of this.#early.splice(0)) tell(control);
  }

  #tell(message: (control: RunControl) => void): void {
    if (this.#control === undefined) this.#early.push(message);
    else message(this.#control);
  }

  #ask(): RunControl {
    if (this.#control !== undefined) return this.#control;
    throw ApplicationFailure.create({ type: 'NotStarted', message: 'the run is being prepared; ask again in a moment' });
  }
}

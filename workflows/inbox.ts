import { ApplicationFailure, defineQuery, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import type { Failure } from '../src/core/errors/failure.ts';
import type { RunControl } from '../src/core/interpreter/interpreter.ts';
import type { OperatorCommand } from '../src/core/run/operator.ts';
import {
  BEING_PREPARED,
  QUERIES,
  SIGNALS,
  UPDATES,
  type CancelRequest,
  type EventMessage,
  type TrailPage,
  type VoteMessage,
} from '../src/core/run/wire.ts';
import type { ModeRuntime } from '../src/core/execution/mode-runtime.ts';
import { CancelRequested } from './cancel-request.ts';

/** Handlers stand from the first moment; what comes before the run is interpreted waits here. */
export class Inbox {
  readonly cancelRequested = new CancelRequested(() => this.#tell((control) => void control.cancel({})));
  #control: RunControl | undefined;
  #modes: ModeRuntime | undefined;
  readonly #early: ((control: RunControl) => void)[] = [];

  constructor() {
    setHandler(defineSignal(SIGNALS.pause), () => this.#tell((control) => control.pause()));
    setHandler(defineSignal(SIGNALS.resume), () => this.#tell((control) => control.resume()));
    setHandler(defineSignal<[CancelRequest?]>(SIGNALS.cancel), (request) => this.#tell((control) => void control.cancel(request ?? {})));
    setHandler(defineSignal(SIGNALS.admit), () => this.#tell((control) => control.admit()));
    setHandler(defineQuery(QUERIES.progress), () => this.#ask().progress());
    setHandler(defineQuery(QUERIES.state), () => this.#ask().state());
    setHandler(defineQuery(QUERIES.trace), () => this.#ask().trail(0).entries);
    setHandler(defineQuery<TrailPage, [number?]>(QUERIES.trail), (since) => this.#ask().trail(since ?? 0));
    setHandler(defineQuery(QUERIES.rollbackPlan), () => this.#ask().rollbackPlan());
    setHandler(defineQuery(QUERIES.journal), () => this.#ask().journal());
    setHandler(defineQuery(QUERIES.tasks), () => this.#ask().tasks());
    this.#messages();
  }

  /** A signal is only noted when it is refused; the sender of an update is told. */
  #messages(): void {
    setHandler(defineSignal<[EventMessage]>(SIGNALS.event), (event) => this.#tell((control) => void control.send(event)));
    setHandler(defineSignal<[VoteMessage]>(SIGNALS.approve), (vote) => this.#tell((control) => void control.vote(true, vote)));
    setHandler(defineSignal<[VoteMessage]>(SIGNALS.reject), (vote) => this.#tell((control) => void control.vote(false, vote)));
    setHandler(defineUpdate<void, [EventMessage]>(UPDATES.event), (event) => this.#answer((control) => control.send(event)));
    setHandler(defineUpdate<void, [VoteMessage]>(UPDATES.approve), (vote) => this.#answer((control) => control.vote(true, vote)));
    setHandler(defineUpdate<void, [OperatorCommand]>(UPDATES.operate), (command) => this.#answer((control) => control.operate(command)));
    setHandler(defineUpdate<void, [VoteMessage]>(UPDATES.reject), (vote) => this.#answer((control) => control.vote(false, vote)));
  }

  attach(control: RunControl, modes: ModeRuntime | undefined): void {
    this.#control = control;
    this.#modes = modes;
    this.#tellAll(control);
  }

  #tell(message: (control: RunControl) => void): void {
    const control = this.#control;
    if (control !== undefined && this.#early.length === 0 && this.#modes?.busy !== true) message(control);
    else if (this.#early.push(message) === 1 && control !== undefined) void this.#modes?.free().then(() => this.#tellAll(control));
  }

  #tellAll(control: RunControl): void {
    for (const tell of this.#early.splice(0)) tell(control);
  }

  /** Rejects with the failure that the run gives as its reason. */
  #answer(message: (control: RunControl) => Failure | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#tell((control) => {
        const refused = message(control);
        if (refused === undefined) resolve();
        else reject(refusal(refused));
      });
    });
  }

  #ask(): RunControl {
    if (this.#control !== undefined) return this.#control;
    throw ApplicationFailure.create({ type: 'NotStarted', message: `${BEING_PREPARED}; ask again in a moment` });
  }
}

function refusal(failure: Failure): ApplicationFailure {
  return ApplicationFailure.create({ type: failure.code, message: failure.message, nonRetryable: true, details: [failure] });
}

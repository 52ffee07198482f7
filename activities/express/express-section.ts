import { Context } from '@temporalio/activity';

import { runSection, type SectionHost } from '../../src/core/execution/run-section.ts';
import type { Delivery, SectionLog, SectionRequest } from '../../src/core/execution/section.ts';
import type { ActionCall } from '../../src/core/interpreter/runtime.ts';
import type { Scope } from '../../src/core/interpreter/scope.ts';
import { envelopeOf } from '../../src/core/run/action-envelope.ts';
import type { CallEnd } from '../../src/core/run/call-end.ts';
import { callHere, NEVER_HERE } from '../policies/call-here.ts';
import { Stop } from '../policies/stop.ts';
import type { Callables } from './callables.ts';
import { Deadline } from './deadline.ts';

/** Milliseconds: the SDK sends no more. */
const BEAT = 500;
/** Milliseconds in which calls under way may end before the workflow has the run again: most do. */
const SOON = 50;

/**
 * Goes on with a run in this process. Its log travels with each beat, so that an attempt after a crash begins where this one
 * was; a request to cancel is a request to stop. Call it inside an activity.
 */
export async function expressSection(request: SectionRequest, callables: Callables): Promise<SectionLog> {
  const activity = Context.current();
  const { cancellationSignal, info } = activity;
  const deadline = new Deadline(request.budget);
  const stop = (): void => deadline.stop();
  if (cancellationSignal.aborted) stop();
  cancellationSignal.addEventListener('abort', stop, { once: true });
  const known = logIn(info.heartbeatDetails);
  const host = new ProcessHost(request, callables, { deadline, known });
  const beat = info.isLocal ? undefined : setInterval(() => activity.heartbeat(host.log), BEAT);
  try {
    return await runSection(request, host, known);
  } finally {
    clearInterval(beat);
    deadline.clear();
    cancellationSignal.removeEventListener('abort', stop);
  }
}

interface Standing {
  readonly deadline: Deadline;
  /** What an earlier attempt had delivered. */
  readonly known: readonly Delivery[];
}

class ProcessHost implements SectionHost {
  log: readonly Delivery[];
  readonly #request: SectionRequest;
  readonly #callables: Callables;
  readonly #deadline: Deadline;
  readonly #began = performance.now();

  constructor(request: SectionRequest, callables: Callables, { deadline, known }: Standing) {
    this.#request = request;
    this.#callables = callables;
    this.#deadline = deadline;
    this.log = known;
  }

  get stopped(): boolean {
    return this.#deadline.over.aborted;
  }

  elapsed(): number {
    return performance.now() - this.#began;
  }

  stopSoon(): void {
    this.#deadline.stopIn(SOON);
  }

  stopIn(ms: number): () => void {
    return this.#deadline.stopIn(ms);
  }

  quiet(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(resolve);
    });
  }

  delivered(log: readonly Delivery[]): void {
    // While what was known is played again, a beat must not say less than the one before.
    if (log.length >= this.log.length) this.log = log;
  }

  async call(scope: Scope, call: ActionCall): Promise<CallEnd> {
    const callable = this.#callables.get(`${call.target}.${call.action}`);
    if (callable === undefined) return NEVER_HERE;
    const { action, deps } = callable;
    const cancel = new Stop();
    const off = scope.onCancel(() => cancel.abort());
    const meanwhile = { deps, cancel, stop: this.#deadline.over, left: () => this.#deadline.left };
    const end = await callHere(action, jsonOf(envelopeOf(call, this.#request.keyRunId)), meanwhile);
    if (end.status !== 'handed-on') off();
    return end;
  }
}

/** As it would have travelled. */
function jsonOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

function logIn(details: unknown): readonly Delivery[] {
  return Array.isArray(details) ? (details as readonly Delivery[]) : [];
}

import { log, proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import { envelopeOf, type ActionEnvelope } from '../src/core/run/action-envelope.ts';
import type { ActionCall, ActionResult, ChildCall, Outcome, Runtime, StartedChild } from '../src/core/interpreter/runtime.ts';
import type { Scope } from '../src/core/interpreter/scope.ts';
import { activityOptions } from './activity-options.ts';
import { allDone } from './all-done.ts';
import { startChildRun, type ParentFacts } from './child-run.ts';
import { within } from './within.ts';

type ActionActivity = (envelope: ActionEnvelope) => Promise<ActionResult>;

/** Where the server suggests a fresh history unless it says so earlier: its own limits are about twelve times as high. */
const EVENTS_PER_LOAD = 4096;
const BYTES_PER_LOAD = 4 * 1024 * 1024;
/** The first interpreter never handed over: a history recorded by it has none. */
const HANDS_OVER_SINCE = 2;

export interface RuntimeFacts extends ParentFacts {
  /** Run id in the idempotency keys. */
  readonly keyRunId: string;
  /** Number of the interpreter's behaviour the run follows. */
  readonly interpreter: number;
}

/** Temporal behind the interpreter's port. Everything runs in the workflow's non-cancellable root: our scopes decide. */
export class TemporalRuntime implements Runtime {
  readonly #facts: RuntimeFacts;
  readonly #onChange: () => void;

  constructor(facts: RuntimeFacts, onChange: () => void) {
    this.#facts = facts;
    this.#onChange = onChange;
  }

  now(): number {
    return Date.now();
  }

  callAction(scope: Scope, call: ActionCall): Promise<Outcome<ActionResult>> {
    return within(scope, () => {
      const activities = proxyActivities<Record<string, ActionActivity>>(activityOptions(call));
      const activity = activities[`${call.target}.${call.action}`] as ActionActivity;
      return activity(envelopeOf(call, this.#facts.keyRunId));
    });
  }

  startChild(scope: Scope, child: ChildCall): Promise<Outcome<StartedChild>> {
    return startChildRun(scope, child, this.#facts);
  }

  sleep(scope: Scope, ms: number, summary: string): Promise<Outcome<null>> {
    return within(scope, async () => {
      await sleep(ms, { summary });
      return null;
    });
  }

  historyLoad(): number {
    if (this.#facts.interpreter < HANDS_OVER_SINCE) return 0;
    const { historyLength, historySize, continueAsNewSuggested } = workflowInfo();
    const load = Math.max(historyLength / EVENTS_PER_LOAD, historySize / BYTES_PER_LOAD);
    return continueAsNewSuggested ? Math.max(1, load) : load;
  }

  quiet(): Promise<void> {
    return allDone();
  }

  log(level: 'info' | 'warn' | 'error', message: string, fields: Readonly<Record<string, unknown>>): void {
    log[level](message, fields);
  }

  changed(): void {
    this.#onChange();
  }
}

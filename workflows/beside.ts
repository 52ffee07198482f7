import { ActivityCancellationType, proxyActivities, proxyLocalActivities, sleep, workflowInfo } from '@temporalio/workflow';

import type { Beside, StartedSection } from '../src/core/execution/mode-runtime.ts';
import { GIVE_UP, LOCAL_CALL, SECTION, type SectionLog, type SectionRequest } from '../src/core/execution/section.ts';
import type { ActionCall, ActionResult, Outcome } from '../src/core/interpreter/runtime.ts';
import { Scope } from '../src/core/interpreter/scope.ts';
import type { ActionEnvelope } from '../src/core/run/action-envelope.ts';
import type { LocalEnd } from '../src/core/run/call-end.ts';
import { within } from './within.ts';

interface BesideActivities {
  readonly [LOCAL_CALL]: (envelope: ActionEnvelope) => Promise<LocalEnd>;
  readonly [GIVE_UP]: (call: Pick<ActionEnvelope, 'runId' | 'path'>) => Promise<Outcome<ActionResult>>;
  readonly [SECTION]: (request: SectionRequest) => Promise<SectionLog>;
}

/** The activities keep their own time; the server's only catches one that hangs. */
const GRACE = 10_000;
/** What ends a call or a section that was cancelled is known to the activity. */
const cancellationType = ActivityCancellationType.WAIT_CANCELLATION_COMPLETED;
/** Attempts are the activity's business: a retried local activity leaves timers behind. */
const ONCE = { maximumAttempts: 1 };
/** Another worker goes on with a section whose worker is gone. */
const UNTIL_DONE = { heartbeatTimeout: 5_000, retry: { maximumAttempts: 20, initialInterval: 500, backoffCoefficient: 1 } };

/** Local activities, and express sections as local or normal ones. */
export class TemporalBeside implements Beside {
  readonly keyRunId: string;
  readonly standing: Beside['standing'];

  /** Length of the history when something was done last that only the end of this workflow task makes known to the server. */
  #local: number | undefined;

  constructor(keyRunId: string, standing: Beside['standing']) {
    this.keyRunId = keyRunId;
    this.standing = standing;
  }

  async call(scope: Scope, call: ActionCall): Promise<LocalEnd> {
    const { summary, taskQueue: _taskQueue, priority: _priority, fairness: _fairness, execution: _execution, ...envelope } = call;
    const activities = proxyLocalActivities<BesideActivities>({
      startToCloseTimeout: GRACE,
      retry: ONCE,
      cancellationType,
      summary,
    });
    const outcome = await within(scope, () => activities[LOCAL_CALL]({ ...envelope, runId: this.keyRunId }));
    this.#note();
    return outcome.status === 'completed' ? outcome.value : { end: outcome, took: 0 };
  }

  task(): number {
    return workflowInfo().historyLength;
  }

  async giveUp({ path }: ActionCall): Promise<Outcome<ActionResult>> {
    const activities = proxyLocalActivities<BesideActivities>({ startToCloseTimeout: GRACE, retry: ONCE, summary: path });
    const outcome = await within(Scope.root(), () => activities[GIVE_UP]({ runId: this.keyRunId, path }));
    this.#note();
    return outcome.status === 'completed' ? outcome.value : { status: 'cancelled' };
  }

  section(request: SectionRequest, { brief }: { readonly brief: boolean }): StartedSection {
    const common = { startToCloseTimeout: request.budget + GRACE, cancellationType, summary: 'express' };
    const stopping = Scope.root();
    // A local one is over before a request to stop would reach it.
    const stop = brief ? () => undefined : () => stopping.cancel('superseded');
    const activities = brief
      ? proxyLocalActivities<BesideActivities>({ ...common, retry: ONCE })
      : proxyActivities<BesideActivities>({ ...common, ...UNTIL_DONE });
    const end = within(stopping, () => activities[SECTION](request));
    if (brief) void end.then(() => this.#note());
    return { end, stop };
  }

  /**
   * Resolves when the server knows of everything that was done beside the workflow. A message that comes in a run's last workflow task
   * makes the server forget that task, and with it what local activities did: what could be undone must not be forgotten.
   */
  async known(): Promise<void> {
    if (this.#local === workflowInfo().historyLength) await sleep(1, { summary: 'express · recorded before the end' });
  }

  #note(): void {
    this.#local = workflowInfo().historyLength;
  }
}

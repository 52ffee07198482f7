import {
  ActivityCancellationType,
  type LocalActivityOptions,
  proxyActivities,
  proxyLocalActivities,
  workflowInfo,
} from '@temporalio/workflow';

import type { Beside, StartedSection } from '../src/core/execution/mode-runtime.ts';
import { GIVE_UP, LOCAL_CALL, SECTION, type SectionLog, type SectionRequest } from '../src/core/execution/section.ts';
import type { ActionCall, ActionResult, Outcome } from '../src/core/interpreter/runtime.ts';
import { Scope } from '../src/core/interpreter/scope.ts';
import { envelopeOf, type ActionEnvelope } from '../src/core/run/action-envelope.ts';
import type { CallEnd, LocalEnd } from '../src/core/run/call-end.ts';
import { LocalWork } from './local-work.ts';
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
  readonly #local = new LocalWork();

  constructor(keyRunId: string, standing: Beside['standing']) {
    this.keyRunId = keyRunId;
    this.standing = standing;
  }

  async call(scope: Scope, call: ActionCall): Promise<LocalEnd> {
    const activities = proxyLocalActivities<BesideActivities>({
      startToCloseTimeout: GRACE,
      retry: ONCE,
      cancellationType,
      summary: call.summary,
    });
    if (!(await this.#local.begin(scope))) return { end: { status: 'cancelled' }, took: 0 };
    const outcome = await within(scope, () => activities[LOCAL_CALL](envelopeOf(call, this.keyRunId)));
    const end = endOf(outcome);
    this.#local.end(end, end.took);
    return end;
  }

  task(): number {
    return workflowInfo().historyLength;
  }

  async giveUp({ path }: ActionCall): Promise<Outcome<ActionResult>> {
    const activities = proxyLocalActivities<BesideActivities>({ startToCloseTimeout: GRACE, retry: ONCE, summary: path });
    const scope = Scope.root();
    await this.#local.begin(scope);
    const outcome = await within(scope, () => activities[GIVE_UP]({ runId: this.keyRunId, path }));
    this.#local.end(outcome, 0);
    return outcome.status === 'completed' ? outcome.value : { status: 'cancelled' };
  }

  section(request: SectionRequest, { brief }: { readonly brief: boolean }): StartedSection {
    const common = { startToCloseTimeout: request.budget + GRACE, cancellationType, summary: 'express' };
    // A local one is over before a request to stop would reach it.
    if (brief) return { end: this.#briefly(request, common), stop: () => undefined };
    const stopping = Scope.root();
    const activities = proxyActivities<BesideActivities>({ ...common, ...UNTIL_DONE });
    return { end: within(stopping, () => activities[SECTION](request)), stop: () => stopping.cancel('superseded') };
  }

  /** What could be undone must not be forgotten. */
  known(): Promise<void> {
    return this.#local.known();
  }

  async #briefly(request: SectionRequest, options: LocalActivityOptions): Promise<Outcome<SectionLog>> {
    const scope = Scope.root();
    await this.#local.begin(scope);
    const activities = proxyLocalActivities<BesideActivities>({ ...options, retry: ONCE });
    const outcome = await within(scope, () => activities[SECTION](request));
    this.#local.end(outcome, outcome.status === 'completed' ? outcome.value.took : 0);
    return outcome;
  }
}

/** A local activity that failed says nothing of the call: an activity of its own will. */
function endOf(outcome: Outcome<LocalEnd>): LocalEnd {
  if (outcome.status === 'completed') return outcome.value;
  const end: CallEnd = outcome.status === 'cancelled' ? outcome : { status: 'handed-on', earlier: { failures: 0 }, delay: 0, elapsed: 0 };
  return { end, took: 0 };
}

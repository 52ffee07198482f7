import { ActivityCancellationType, CancellationScope, proxyActivities } from '@temporalio/workflow';

interface InternalActivities {
  'stepwright.cancel'(): Promise<void>;
}

const { 'stepwright.cancel': requestCancel } = proxyActivities<InternalActivities>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: 200, maximumInterval: 5_000 },
  cancellationType: ActivityCancellationType.ABANDON,
  summary: 'close as cancelled',
});

/** Temporal's request to cancel this run. Create it in the root scope. */
export class CancelRequested {
  readonly #arrived: Promise<void>;
  #done = false;

  constructor(onRequest: () => void) {
    this.#arrived = CancellationScope.current().cancelRequested.catch(() => {
      this.#done = true;
      onRequest();
    });
  }

  /** Resolves when there is a request, asking for one where the run was cancelled by signal alone. */
  async ensure(): Promise<void> {
    if (!this.#done) await requestCancel();
    await this.#arrived;
  }
}

import { RESULT_MEMO } from '../core/run/wire.ts';
import { actionAsk, childAsk, handOverAsk, milliseconds, resultAsk, signalAsk, timerAsk, valueOf, valuesOf, type Ask } from './ask.ts';
import type { HistoryEvent, RecordedRun } from './recorded-run.ts';

/** What a run asked for when it was recorded, in order. */
export function recordedAsks({ events }: RecordedRun): readonly Ask[] {
  return events.flatMap((event) => stepAsk(event) ?? endAsk(event) ?? []);
}

/** Whether the history ends with something that the run itself did: else it runs still, or was ended from outside. */
export function hasEnded({ events }: RecordedRun): boolean {
  return events.some((event) => (endAsk(event)?.identity ?? 'memo') !== 'memo');
}

function stepAsk(event: HistoryEvent): Ask | undefined {
  const activity = event.activityTaskScheduledEventAttributes;
  const timer = event.timerStartedEventAttributes;
  const child = event.startChildWorkflowExecutionInitiatedEventAttributes;
  const signal = event.signalExternalWorkflowExecutionInitiatedEventAttributes;
  const summary = summaryOf(event);
  if (activity) {
    const { activityId, activityType, input } = activity;
    return actionAsk({ id: activityId ?? '', type: activityType?.name ?? '', args: valuesOf(input?.payloads), summary });
  }
  if (timer) return timerAsk(milliseconds(timer.startToFireTimeout), summary);
  if (child) {
    const { workflowId, workflowType, input } = child;
    return childAsk({ id: workflowId ?? '', type: workflowType?.name ?? '', args: valuesOf(input?.payloads), summary });
  }
  if (signal) return signalAsk(signal.signalName ?? '', signal.workflowExecution?.workflowId ?? '', valuesOf(signal.input?.payloads));
  return undefined;
}

function endAsk(event: HistoryEvent): Ask | undefined {
  const completed = event.workflowExecutionCompletedEventAttributes;
  const failed = event.workflowExecutionFailedEventAttributes;
  const next = event.workflowExecutionContinuedAsNewEventAttributes;
  const memo = event.workflowPropertiesModifiedEventAttributes?.upsertedMemo?.fields?.[RESULT_MEMO];
  if (completed) return resultAsk('completed', valuesOf(completed.result?.payloads)[0]);
  if (failed) return resultAsk('failed', valuesOf(failed.failure?.applicationFailureInfo?.details?.payloads)[0] ?? failed.failure?.message);
  if (event.workflowExecutionCanceledEventAttributes) return resultAsk('cancelled', undefined);
  if (next) return handOverAsk(valuesOf(next.input?.payloads));
  return memo ? resultAsk('memo', valueOf(memo)) : undefined;
}

function summaryOf({ userMetadata }: HistoryEvent): string {
  const summary = userMetadata?.summary;
  return summary ? String(valueOf(summary)) : '';
}

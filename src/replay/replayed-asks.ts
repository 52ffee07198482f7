import type { WorkflowCommand } from '../../workflows/replay-report.ts';
import { RESULT_MEMO } from '../core/run/wire.ts';
import { actionAsk, childAsk, handOverAsk, milliseconds, resultAsk, signalAsk, timerAsk, valueOf, valuesOf, type Ask } from './ask.ts';

/** The commands of one activation. */
export interface Activation {
  /** The same for all activations of one workflow task. */
  readonly task: number;
  readonly commands: readonly WorkflowCommand[];
}

/** What a run asked for while it was replayed, in order. */
export function replayedAsks(activations: readonly Activation[]): readonly Ask[] {
  const withdrawn = new Set(activations.flatMap(withdrawals));
  return activations.flatMap(({ task, commands }) =>
    commands.flatMap((command) => {
      const started = startOf(command);
      if (started !== undefined && withdrawn.has(`${task} ${started}`)) return [];
      return stepAsk(command) ?? endAsk(command) ?? [];
    }),
  );
}

/** What is started and called off in one workflow task never reaches the server. */
function withdrawals({ task, commands }: Activation): readonly string[] {
  return commands.flatMap(({ cancelTimer, requestCancelActivity, cancelChildWorkflowExecution }) => {
    if (cancelTimer) return `${task} timer ${cancelTimer.seq ?? 0}`;
    if (requestCancelActivity) return `${task} activity ${requestCancelActivity.seq ?? 0}`;
    if (cancelChildWorkflowExecution) return `${task} child ${cancelChildWorkflowExecution.childWorkflowSeq ?? 0}`;
    return [];
  });
}

function startOf({ startTimer, scheduleActivity, startChildWorkflowExecution }: WorkflowCommand): string | undefined {
  if (startTimer) return `timer ${startTimer.seq ?? 0}`;
  if (scheduleActivity) return `activity ${scheduleActivity.seq ?? 0}`;
  return startChildWorkflowExecution ? `child ${startChildWorkflowExecution.seq ?? 0}` : undefined;
}

function stepAsk(command: WorkflowCommand): Ask | undefined {
  const { scheduleActivity: activity, startTimer: timer, startChildWorkflowExecution: child } = command;
  const signal = command.signalExternalWorkflowExecution;
  const summary = command.userMetadata?.summary ? String(valueOf(command.userMetadata.summary)) : '';
  if (activity) {
    const { activityId, activityType } = activity;
    return actionAsk({ id: activityId ?? '', type: activityType ?? '', args: valuesOf(activity.arguments), summary });
  }
  if (timer) return timerAsk(milliseconds(timer.startToFireTimeout), summary);
  if (child) {
    const { workflowId, workflowType, input } = child;
    return childAsk({ id: workflowId ?? '', type: workflowType ?? '', args: valuesOf(input), summary });
  }
  if (!signal) return undefined;
  return signalAsk(signal.signalName ?? '', signal.workflowExecution?.workflowId ?? signal.childWorkflowId ?? '', valuesOf(signal.args));
}

function endAsk(command: WorkflowCommand): Ask | undefined {
  const { completeWorkflowExecution: completed, failWorkflowExecution: failed, continueAsNewWorkflowExecution: next } = command;
  const memo = command.modifyWorkflowProperties?.upsertedMemo?.fields?.[RESULT_MEMO];
  if (completed) return resultAsk('completed', completed.result ? valueOf(completed.result) : undefined);
  if (failed) return resultAsk('failed', valuesOf(failed.failure?.applicationFailureInfo?.details?.payloads)[0] ?? failed.failure?.message);
  if (command.cancelWorkflowExecution) return resultAsk('cancelled', undefined);
  if (next) return handOverAsk(valuesOf(next.arguments));
  return memo ? resultAsk('memo', valueOf(memo)) : undefined;
}

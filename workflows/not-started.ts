import { workflowInfo } from '@temporalio/workflow';
import type { Failure } from '../src/core/errors/failure.ts';
import type { WireWorkflowResult } from '../src/core/run/result.ts';

/** The record of a run that failed before its first step, such as one whose definition is not valid. */
export function notStarted(failure: Failure): WireWorkflowResult {
  const { workflowId, workflowType, startTime } = workflowInfo();
  const endedAt = Date.now();
  return {
    workflowId: workflowType,
    workflowName: workflowType,
    runId: workflowId,
    status: 'FAILED',
    startTime: startTime.toISOString(),
    endTime: new Date(endedAt).toISOString(),
    duration: endedAt - startTime.getTime(),
    steps: [],
    progress: { currentStep: 1, totalSteps: 0, completedSteps: 0, failedSteps: 0, status: 'FAILED', percentComplete: 0 },
    success: false,
    output: null,
    error: failure.message,
    failure,
    rollbackPerformed: false,
    rollbackErrors: [],
  };
}

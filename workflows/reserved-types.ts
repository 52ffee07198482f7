import { ApplicationFailure, workflowInfo, type WorkflowInterceptors } from '@temporalio/workflow';
import { notStarted } from './not-started.ts';

/**
 * The SDK looks a workflow type up in the bundle's exports before it takes the default, and finds what every object has: a
 * run of type `toString` would complete with nonsense, one of type `valueOf` would fail its tasks for ever.
 */
export function interceptors(): WorkflowInterceptors {
  return {
    inbound: [
      {
        async execute(input, next) {
          const { workflowType } = workflowInfo();
          if (!(workflowType in Object.prototype)) return next(input);
          const message = `no workflow can be called "${workflowType}"`;
          const failure = { code: 'ReservedName', class: 'validation', message } as const;
          throw ApplicationFailure.create({ type: failure.code, message, nonRetryable: true, details: [notStarted(failure)] });
        },
      },
    ],
  };
}

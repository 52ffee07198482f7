import type { WorkflowInterceptors } from '@temporalio/workflow';
import { ApplicationFailure, proxySinks, type Sinks } from '@temporalio/workflow';

/** Tells the test what a replayed run asks of the world. */
export interface AskSinks extends Sinks {
  readonly asks: {
    activity(id: string, type: string, summary: string, args: readonly unknown[]): void;
    timer(ms: number, summary: string): void;
    result(value: unknown): void;
  };
}

/** Part of the workflow bundle of replay.test.ts. */
export function interceptors(): WorkflowInterceptors {
  const { asks } = proxySinks<AskSinks>();
  return {
    inbound: [
      {
        async execute(input, next) {
          try {
            const result = await next(input);
            asks.result(result);
            return result;
          } catch (error) {
            if (error instanceof ApplicationFailure) asks.result(error.details?.[0]);
            throw error;
          }
        },
      },
    ],
    outbound: [
      {
        scheduleActivity(input, next) {
          asks.activity(input.options.activityId ?? String(input.seq), input.activityType, input.options.summary ?? '', input.args);
          return next(input);
        },
        startTimer(input, next) {
          asks.timer(input.durationMs, input.options?.summary ?? '');
          return next(input);
        },
      },
    ],
  };
}

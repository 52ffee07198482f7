import type { FailStep } from '../../definition/steps/fail.ts';
import type { ErrorClass } from '../../errors/error-class.ts';
import type { StepPlace, StepValue } from '../run-context.ts';

export async function runFail({ frame, step }: StepPlace<FailStep>): Promise<StepValue> {
  const error = frame.resolve(step.error);
  if (typeof error !== 'object' || error === null) {
    return { status: 'failed', failure: { code: 'Failed', class: 'permanent', message: textOf(error) } };
  }
  const { code = 'Failed', class: errorClass = 'permanent', message, details } = error as Record<string, unknown>;
  return {
    status: 'failed',
    failure: {
      code: textOf(code),
      class: errorClass as ErrorClass,
      message: textOf(message),
      ...(details === undefined ? {} : { details }),
    },
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

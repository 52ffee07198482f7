import { isGrpcServiceError, ServiceError } from '@temporalio/client';

import type { ErrorClass } from '../core/errors/error-class.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';

/** gRPC status codes, as numbers so that @grpc/grpc-js is no dependency of ours. */
export const GRPC = {
  cancelled: 1,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  failedPrecondition: 9,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** The gRPC status code of an error, also when the SDK wrapped it. */
export function grpcCode(error: unknown): number | undefined {
  if (isGrpcServiceError(error)) return error.code;
  return error instanceof Error && error.cause !== undefined ? grpcCode(error.cause) : undefined;
}

/** What the server said, without the SDK's wrapping. */
export function serverMessage(error: unknown): string {
  if (isGrpcServiceError(error)) return error.details;
  if (error instanceof ServiceError && error.cause !== undefined) return serverMessage(error.cause);
  return error instanceof Error ? error.message : String(error);
}

/** An error of a call to Temporal as ours; `doing` completes "could not …". Ours stay as they are. */
export function temporalError(error: unknown, doing: string): StepwrightError {
  if (error instanceof StepwrightError) return error;
  const code = grpcCode(error);
  const said = serverMessage(error);
  if (code === GRPC.permissionDenied || code === GRPC.unauthenticated) {
    return wrap('TemporalUnreachable', error, {
      class: 'auth',
      message: `Temporal refused to ${doing}: ${said}`,
      hint: 'Check the API key and the namespace.',
    });
  }
  if (code === GRPC.invalidArgument) {
    return wrap('InvalidValue', error, {
      class: 'validation',
      message: `could not ${doing}: ${said}`,
      hint: 'Temporal does not take this value.',
    });
  }
  return wrap('TemporalUnreachable', error, {
    class: 'transient',
    message: `could not ${doing}: ${said}`,
    hint: 'Check that the Temporal server is up, and try again.',
  });
}

function wrap(
  code: string,
  cause: unknown,
  words: { readonly class: ErrorClass; readonly message: string; readonly hint: string },
): StepwrightError {
  return new StepwrightError(code, words.message, { class: words.class, hint: words.hint, cause });
}

import type { Duration } from '../../core/definition/json.ts';
import type { ErrorClass } from '../../core/errors/error-class.ts';
import { StepwrightError } from '../../core/errors/stepwright-error.ts';
import { parseDuration } from '../../core/run/duration.ts';
import type { MockAction } from '../mock-attempt.ts';

/**
 * What stands for an action: its result, a function that gives the result or throws, or what `fails`, `sequence` and `takes`
 * make.
 */
export type ActionMock = MockAction | Answers | object | string | number | boolean | null;

/** How a mocked action fails. */
export interface MockFailure {
  /** @default "Failed" */
  readonly code?: string;
  /** Decides whether it is retried. @default "unknown", which is */
  readonly class?: ErrorClass;
  readonly message?: string;
  /** Milliseconds to wait before trying again. */
  readonly retryAfter?: number;
  readonly details?: unknown;
  /** So many calls fail. @default all */
  readonly times?: number;
  /** What stands for the action after that. @default null */
  readonly then?: ActionMock;
}

/** Answers to so many calls in a row. */
interface Part {
  readonly act: MockAction;
  readonly times: number;
}

/** Answers to calls, in their order; what is left when there are no more is null. */
export class Answers {
  readonly parts: readonly Part[];
  constructor(parts: readonly Part[]) {
    this.parts = parts;
  }
}

/** Stands for an action that fails: always, or so many `times` and then does what `then` says. */
export function fails(failure: MockFailure = {}): Answers {
  const { times = Number.POSITIVE_INFINITY, then, code = 'Failed', class: errorClass = 'unknown', message, ...rest } = failure;
  const act: MockAction = (_params, { path }) => {
    throw new StepwrightError(code, message ?? `the mock of ${path} fails`, { class: errorClass, ...rest });
  };
  return new Answers([{ act, times }, ...(then === undefined ? [] : partsOf(then))]);
}

/** Each call gets the next of these; the last one is for all that follow. */
export function sequence(...answers: readonly ActionMock[]): Answers {
  return new Answers(
    answers.flatMap((answer, index) => {
      const parts = partsOf(answer);
      return index === answers.length - 1 ? parts : parts.map(({ act, times }) => ({ act, times: Number.isFinite(times) ? times : 1 }));
    }),
  );
}

/** As the mock, after so much virtual time. @throws {StepwrightError} `InvalidDuration` */
export function takes(duration: Duration, mock: ActionMock): Answers {
  const ms = parseDuration(duration);
  if (ms === undefined) {
    throw new StepwrightError('InvalidDuration', `takes: ${JSON.stringify(duration)} is not a duration`, {
      class: 'validation',
      hint: 'write milliseconds, or text such as 30s or 1h30m',
    });
  }
  return new Answers(
    partsOf(mock).map(({ act, times }) => ({
      times,
      act: async (params, context) => {
        await context.sleep(ms);
        return act(params, context);
      },
    })),
  );
}

/** The mock as a function that has answered nothing yet. */
export function mockAction(mock: ActionMock): MockAction {
  const left = partsOf(mock).map(({ act, times }) => ({ act, times }));
  return (params, context) => {
    const next = left.find(({ times }) => times > 0);
    if (next === undefined) return null;
    next.times -= 1;
    return next.act(params, context);
  };
}

function partsOf(mock: ActionMock): readonly Part[] {
  if (mock instanceof Answers) return mock.parts;
  const act = typeof mock === 'function' ? (mock as MockAction) : () => mock;
  return [{ act, times: Number.POSITIVE_INFINITY }];
}

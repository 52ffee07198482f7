import type { StepKind } from './step.ts';
import {
  assignments,
  body,
  declaring,
  each,
  end,
  expression,
  iteration,
  object,
  params,
  seeing,
  stage,
  steps,
  text,
  values,
  type Fields,
  type Shape,
} from './shape.ts';

type Holder = Readonly<Record<string, unknown>>;

const names = (...found: readonly unknown[]): readonly string[] =>
  found.filter((each): each is string => typeof each === 'string' && each !== '');

/** Variables of a `while` or `until`. */
const indexes = (loop: Holder): readonly string[] => names('index', loop['indexAs']);
/** Variables of a `forEach`. */
const loopNames = (loop: Holder): readonly string[] => [
  ...names(loop['as'] ?? (loop['batchSize'] === undefined ? 'item' : 'items')),
  ...indexes(loop),
];
const catchNames = (clause: Holder): readonly string[] => names('error', clause['as']);

const retry = object({ baseDelay: text, maxDelay: text, delays: text, when: seeing(['error', 'attempt'], expression) });

/** What every step may have. */
export const COMMON: Fields = {
  when: expression,
  onSkip: object({ set: assignments }),
  timeout: text,
  totalTimeout: text,
  output: end(text),
  rollback: end(object({ params: params(text), retry, timeout: text, verify: object({ params: params(text) }) })),
  taskQueue: text,
  summary: text,
};

/** What steps that call something may have. */
const CALL: Fields = {
  retry,
  cache: object({ key: text, ttl: text, when: end(expression) }),
  circuitBreaker: object({ key: text, window: text, openFor: text }),
};

const action: Fields = { ...CALL, params: params(text) };

const loop: Fields = {
  condition: iteration(declaring(indexes, expression)),
  breakWhen: iteration(declaring(indexes, expression)),
  delay: iteration(declaring(indexes, text)),
  maxIterations: text,
  steps: declaring(indexes, body),
};

/** The fields of each step kind: the one line a kind adds here. */
export const KINDS: Readonly<Record<StepKind, Fields>> = {
  action,
  if: { condition: expression, then: steps, else: steps },
  switch: { cases: each(object({ when: expression, steps })), default: steps },
  parallel: { branches: values(steps), aggregate: end(text) },
  forEach: {
    items: text,
    steps: declaring(loopNames, body),
    breakWhen: iteration(declaring(loopNames, expression)),
    collect: iteration(declaring(loopNames, { is: 'either', text, object: object({ fold: seeing(['acc'], text), from: text }) })),
  },
  while: loop,
  until: loop,
  try: { steps, retry, catch: each(declaringCatch()), finally: stage(2) },
  workflow: { ...CALL, input: text },
  wait: { for: text, until: text },
  event: { event: text, match: seeing(['event'], expression), onTimeout: object({ steps }) },
  approval: { approvers: text, prompt: text, onTimeout: object({ escalate: object({ approvers: text, timeout: text }) }) },
  validate: { data: text },
  set: { values: assignments },
  transform: { ...CALL, input: text },
  generate: action,
  emit: { ...CALL, event: text, data: text, to: text },
  checkpoint: {},
  fail: { error: text },
  return: { value: text },
};

/** A catch sees what its `try` ran so far, and the error. */
function declaringCatch(): Shape {
  return object({ when: iteration(declaring(catchNames, expression)), steps: declaring(catchNames, stage(1)) });
}

const transition = each(object({ when: seeing(['event'], expression), steps: seeing(['event'], body) }));

/** The fields of a definition. */
export const WORKFLOW: Fields = {
  key: text,
  output: { is: 'scoped', of: text, moment: 'end' },
  timeout: text,
  defaults: object({ retry, timeout: text, taskQueue: text }),
  concurrency: object({ key: text }),
  steps,
  states: values(
    object({
      entry: body,
      exit: body,
      on: values(transition),
      after: values(transition),
      always: transition,
      onError: seeing(['error'], transition),
      output: { is: 'scoped', of: text, moment: 'iteration' },
    }),
  ),
  finally: stage(1),
  onComplete: each(object({ input: { is: 'scoped', of: text, moment: 'end' }, when: { is: 'scoped', of: expression, moment: 'end' } })),
  triggers: each(
    object({
      input: seeing(['event'], text),
      when: seeing(['event'], expression),
      key: seeing(['event'], text),
      runId: seeing(['event'], text),
    }),
  ),
};

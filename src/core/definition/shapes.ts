import type { StepKind } from './step.ts';
import {
  assignments,
  body,
  declaring,
  each,
  end,
  expression,
  iteration,
  nested,
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
export const indexNames = (loop: Holder): readonly string[] => names('index', loop['indexAs']);
/** What a `forEach` calls its item, or its items with batchSize; it may be malformed. */
export const itemName = (loop: Holder): unknown => loop['as'] ?? (loop['batchSize'] === undefined ? 'item' : 'items');
/** Variables of a `forEach`. */
export const loopNames = (loop: Holder): readonly string[] => [...names(itemName(loop)), ...indexNames(loop)];
/** What a `fold` sees: it stands in an object of its own. */
const foldNames = (_: Holder, loop: Holder): readonly string[] => [...loopNames(loop), 'acc'];
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
  condition: iteration(declaring(indexNames, expression)),
  breakWhen: iteration(declaring(indexNames, expression)),
  delay: iteration(declaring(indexNames, text)),
  maxIterations: text,
  steps: declaring(indexNames, body),
};

/** An escalation may escalate further. */
const escalation = (): Shape => object({ approvers: text, timeout: text, onTimeout: object({ escalate: nested(escalation) }) });

/** The fields of each step kind: the one line a kind adds here. */
export const KINDS: Readonly<Record<StepKind, Fields>> = {
  action,
  if: { condition: expression, then: steps, else: steps },
  switch: { cases: each(object({ when: expression, steps })), default: steps },
  // It sees what the branches gave, not the step's own value, which it makes.
  parallel: { branches: values(steps), aggregate: iteration(seeing(['result'], text)) },
  forEach: {
    items: text,
    steps: declaring(loopNames, body),
    breakWhen: iteration(declaring(loopNames, expression)),
    collect: {
      is: 'either',
      text: iteration(declaring(loopNames, text)),
      object: object({ fold: iteration(declaring(foldNames, text)), from: text }),
    },
  },
  while: loop,
  until: loop,
  try: { steps, retry, catch: each(declaringCatch()), finally: stage(2) },
  workflow: { ...CALL, input: text },
  wait: { for: text, until: text },
  event: { event: text, match: seeing(['event'], expression), onTimeout: object({ steps }) },
  approval: { approvers: text, prompt: text, onTimeout: object({ escalate: escalation() }) },
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

const transition = each(object({ when: expression, steps: body }));

/** The fields of a definition. */
export const WORKFLOW: Fields = {
  key: text,
  output: { is: 'scoped', of: text, moment: 'end' },
  timeout: text,
  defaults: object({ retry, timeout: text, taskQueue: text }),
  concurrency: object({ key: text }),
  fairness: object({ key: text }),
  steps,
  states: values(
    object({
      entry: body,
      exit: body,
      on: values(seeing(['event'], transition)),
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

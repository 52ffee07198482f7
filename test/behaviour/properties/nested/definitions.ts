import type fc from 'fast-check';

import type { Step } from '../../../../src/core/definition/step.ts';
import type { WorkflowDefinition } from '../../../../src/core/definition/workflow-definition.ts';
import { blockFields } from './blocks.ts';
import type { SentEvent } from './model/world.ts';
import { Dice, runShapes, type RunShape, type Shape } from './shapes.ts';
import { condition, duration, value, type Made, type Scope } from './vocabulary.ts';

/** Random definitions of every control flow, some three or four levels deep; steps call nothing but the probe. */
export const definitions: fc.Arbitrary<WorkflowDefinition> = runShapes.map(toDefinition);

/** Steps in a definition, roughly: what comes after is left out. */
const MOST_STEPS = 16;

function toDefinition({ draws, steps, last }: RunShape): WorkflowDefinition {
  const dice = new Dice(draws);
  const make = maker();
  const variables: string[] = [];
  const events: SentEvent[] = [];
  const scope: Scope = { steps: [], locals: [], variables, events, owner: 'v', spread: [], loop: false, last: false, make };
  const graph = dice.oneIn(4);
  const top = graph ? independent(steps, dice, scope) : make(steps, scope);
  const ending = make(last, { ...scope, locals: ['run.status'], last: true });
  return {
    id: 'nested',
    name: 'Nested',
    maxConcurrency: 1000,
    ...(graph ? { mode: 'graph' } : {}),
    failureStrategy: dice.pick(['fail-fast', 'fail-fast', 'fail-fast', 'continue-on-error', 'partial-failure']),
    rollbackOnFailure: !dice.oneIn(3),
    continueOnOptionalFailure: !dice.oneIn(8),
    ...(dice.oneIn(8) ? { timeout: 20_000 + dice.below(600_000) } : {}),
    ...(dice.oneIn(4) ? { output: { picked: value(dice, { ...scope, steps: top.seen }, 'out') } } : {}),
    steps: top.steps,
    ...(events.length === 0 ? {} : { 'x-events': events.toSorted((a, b) => a.at - b.at) }),
    ...(last.length === 0 ? {} : { finally: ending.steps }),
  };
}

/** The top list of a graph: each step knows only some of those before it, and sets variables of its own. */
function independent(shapes: readonly Shape[], dice: Dice, scope: Scope): Made {
  return shapes.reduce<Made>(
    ({ steps, seen }, shape) => {
      const known = seen.filter(() => !dice.oneIn(2));
      const made = scope.make([shape], { ...scope, steps: known, owner: `v${steps.length}_`, variables: [] });
      const dependsOn = steps.map(({ id }) => id).filter(() => dice.oneIn(4));
      return { steps: [...steps, ...made.steps.map((step) => ({ ...step, dependsOn }))], seen: [...seen, ...made.seen] };
    },
    { steps: [], seen: [] },
  );
}

/** Names the steps of one definition: `a1`, `p2`, … */
function maker(): Scope['make'] {
  let made = 0;
  const make = (shapes: readonly Shape[], scope: Scope): Made => {
    const steps: Step[] = [];
    const seen: string[] = [];
    for (const [i, shape] of shapes.entries()) {
      if (i > 0 && made >= MOST_STEPS) break;
      made += 1;
      const id = `${PREFIX[shape.kind]}${made}`;
      const own: Scope = { ...scope, steps: [...scope.steps, ...seen] };
      const { step, inside } = stepOf(made > MOST_STEPS ? { ...shape, kind: 'action' } : shape, id, own);
      steps.push(step);
      // The language gives a `return` no value.
      seen.push(...(shape.kind === 'return' ? [] : [id]), ...inside);
    }
    return { steps, seen };
  };
  return make;
}

const PREFIX = {
  action: 'a',
  set: 's',
  wait: 'w',
  event: 'g',
  fail: 'f',
  return: 'r',
  if: 'i',
  switch: 'c',
  parallel: 'p',
  forEach: 'e',
  while: 'l',
  until: 'u',
  try: 't',
} as const;

interface MadeStep {
  readonly step: Step;
  /** Ids of steps inside that what follows may refer to. */
  readonly inside: readonly string[];
}

function stepOf(shape: Shape, id: string, scope: Scope): MadeStep {
  const dice = new Dice(shape.draws);
  const when = dice.oneIn(9) ? { when: condition(dice, scope) } : {};
  const optional = dice.oneIn(5) ? { optional: true } : {};
  const { fields, inside, named } = fieldsOf(shape, id, { dice, scope });
  const outcome =
    dice.oneIn(6) && shape.kind !== 'return'
      ? { output: { out: '$result', saw: value(dice, { ...scope, steps: [...scope.steps, ...named] }, id) } }
      : {};
  const skipped = 'when' in when && dice.oneIn(2) ? { onSkip: { set: { [variableOf(scope, dice)]: `${id} skipped` } } } : {};
  return {
    step: { id, ...when, ...skipped, ...optional, ...fields, ...outcome, ...rollbackOf(shape, id, { dice, scope }) } as Step,
    inside,
  };
}

interface Drawn {
  readonly dice: Dice;
  readonly scope: Scope;
}

function fieldsOf(
  shape: Shape,
  id: string,
  { dice, scope }: Drawn,
): { readonly fields: object; readonly inside: readonly string[]; readonly named: readonly string[] } {
  const leaf = (fields: object) => ({ fields, inside: [], named: [] });
  switch (shape.kind) {
    case 'action':
      return leaf(actionFields(id, { dice, scope }));
    case 'wait':
      return leaf({ type: 'wait', for: duration(dice, scope) });
    case 'event':
      return leaf(eventFields(id, { dice, scope }));
    case 'set':
      return leaf({
        type: 'set',
        values: { [variableOf(scope, dice)]: value(dice, scope, id), ...(dice.oneIn(3) ? { [variableOf(scope, dice)]: id } : {}) },
      });
    case 'fail':
      return leaf({
        type: 'fail',
        when: condition(dice, scope),
        error: { code: 'Stop', message: 'stop', class: dice.pick(['permanent', 'transient']) },
      });
    case 'return':
      return leaf(
        scope.last ? { type: 'set', values: {} } : { type: 'return', when: condition(dice, scope), value: value(dice, scope, id) },
      );
    default:
      return blockFields(shape, id, { dice, scope });
  }
}

/** Waits for an event of a type of its own; in the iterations of a parallel loop nobody could say which one gets it. */
function eventFields(id: string, { dice, scope }: Drawn): object {
  if (scope.spread.length > 0) return { type: 'wait', for: duration(dice, scope) };
  const late = { id: `${id}_late`, target: 'probe', action: 'call', params: { sleep: 1000 + dice.below(9000), result: id } };
  const onTimeout = dice.pick([{ onTimeout: 'skip' }, {}, { onTimeout: { steps: [late] } }]);
  for (let sent = dice.below(4), at = 0; sent > 0; sent -= 1) {
    at += 1 + dice.below(99_991);
    scope.events.push({ at, type: id, data: `${id} at ${at}` });
  }
  return { type: 'event', event: id, timeout: 20_000 + dice.below(200_000), ...onTimeout };
}

/** A variable of the run; inside a branch or a parallel iteration, one of its own. */
function variableOf({ owner, variables }: Scope, dice: Dice): string {
  const name = `${owner}${1 + dice.below(2)}`;
  if (!variables.includes(name)) variables.push(name);
  return name;
}

function actionFields(id: string, { dice, scope }: Drawn): object {
  const fails = dice.oneIn(4);
  const fail = { times: 1 + dice.below(3), ...dice.pick([{}, {}, { class: 'permanent', code: 'Gone' }, { class: 'rate-limited' }]) };
  const retry = { strategy: 'fixed', baseDelay: 1000 + dice.below(60_000), maxAttempts: 1 + dice.below(3) };
  return {
    target: 'probe',
    action: 'call',
    params: { sleep: duration(dice, scope), result: value(dice, scope, id), ...(fails ? { fail } : {}) },
    ...(fails || dice.oneIn(9) ? { retry } : {}),
    ...(dice.oneIn(20) ? { timeout: 20_000 + dice.below(60_000) } : {}),
  };
}

/** Undone in a ms, so that nothing falls between; a block has a rollback of its own less often. */
function rollbackOf({ kind }: Shape, id: string, { dice, scope }: Drawn): object {
  const wanted = kind === 'action' ? dice.oneIn(2) : kind === 'return' || kind === 'fail' || dice.oneIn(8);
  if (!wanted || scope.last) return {};
  const fail = dice.oneIn(12) ? { fail: { class: 'permanent' } } : {};
  return { rollback: { target: 'probe', action: 'undo', params: { sleep: 1, result: `$${id}`, ...fail } } };
}

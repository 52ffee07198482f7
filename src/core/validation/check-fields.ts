import { commonStepSchema } from '../definition/step-schemas.ts';
import type { Finding } from './finding.ts';
import { stepLabel, type Check } from './subject.ts';
import { schemaFindings } from './zod-issues.ts';

/** Fields that go together, or against each other. */
export const checkFields: Check = ({ definition, outline }) => [
  ...body(definition),
  ...tooManySteps(definition, outline.steps.length),
  // Of a step whose kind is unknown the schema says nothing but that.
  ...outline.steps
    .filter(({ kind }) => kind === undefined)
    .flatMap(({ step, pointer }) =>
      schemaFindings(commonStepSchema, step).map((finding) => ({ ...finding, pointer: `${pointer}${finding.pointer}` })),
    ),
  ...outline.steps.flatMap((node): readonly Finding[] => {
    const { step, pointer, kind } = node;
    const label = stepLabel(node);
    const found: Finding[] = [];
    if (has(step, 'retry') && has(step, 'retryCount')) {
      found.push({
        code: 'InvalidValue',
        pointer: `${pointer}/retryCount`,
        at: 'key',
        message: `${label} has both "retry" and "retryCount"`,
        hint: '"retryCount: n" is "retry: { maxAttempts: n + 1 }"; keep one of them',
      });
    }
    const retry = step['retry'];
    if (isFields(retry) && retry['strategy'] === 'custom' && !has(retry, 'delays')) {
      found.push({
        code: 'MissingField',
        pointer: `${pointer}/retry`,
        message: `${label}: strategy "custom" needs "delays"`,
        hint: 'give a list such as [1s, 5s, 30s]; the last one repeats',
      });
    }
    if (kind === 'wait' && has(step, 'for') && has(step, 'until')) {
      found.push({
        code: 'InvalidValue',
        pointer: `${pointer}/until`,
        at: 'key',
        message: `${label} has both "for" and "until"`,
        hint: 'keep one of them',
      });
    }
    if (kind === 'wait' && !has(step, 'for') && !has(step, 'until')) {
      found.push({ code: 'MissingField', pointer, message: `${label} needs "for" (a duration) or "until" (a time)` });
    }
    return found;
  }),
];

/** Steps that a definition may declare unless its `limits` say otherwise. */
const MOST_STEPS = 10_000;

function tooManySteps({ limits }: Readonly<Record<string, unknown>>, steps: number): readonly Finding[] {
  const given = isFields(limits) ? limits['maxSteps'] : undefined;
  const most = typeof given === 'number' && given >= 1 ? given : MOST_STEPS;
  if (steps <= most) return [];
  return [
    {
      code: 'StepLimit',
      pointer: '/steps',
      message: `the definition has ${steps} steps, more than ${most}`,
      hint: 'raise limits.maxSteps, or split the work',
    },
  ];
}

function body(definition: Readonly<Record<string, unknown>>): readonly Finding[] {
  const { steps, states, initial } = definition;
  if (steps !== undefined && states !== undefined) {
    return [
      {
        code: 'InvalidValue',
        pointer: '/states',
        at: 'key',
        message: 'the definition has both "steps" and "states"',
        hint: 'keep one of them',
      },
    ];
  }
  if (states !== undefined) {
    if (typeof initial === 'string' && typeof states === 'object' && states !== null && !Object.hasOwn(states, initial)) {
      return [{ code: 'InvalidValue', pointer: '/initial', message: `there is no state "${initial}"` }];
    }
    return initial === undefined
      ? [{ code: 'MissingField', pointer: '', message: '"initial" is missing', hint: 'name the state to begin with' }]
      : [];
  }
  if (steps !== undefined && !(Array.isArray(steps) && steps.length === 0)) return [];
  return [
    {
      code: 'MissingField',
      pointer: steps === undefined ? '' : '/steps',
      message: 'the definition has no steps',
      hint: 'give "steps" at least one step',
    },
  ];
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function has(holder: Readonly<Record<string, unknown>>, field: string): boolean {
  return holder[field] !== undefined;
}

import { commonStepSchema } from '../definition/step-schemas.ts';
import { isFields, type Loose } from './fields.ts';
import type { Finding } from './finding.ts';
import { stepLabel, type Check } from './subject.ts';
import { schemaFindings } from './zod-issues.ts';

/** Fields that go together, or against each other. */
export const checkFields: Check = ({ definition, outline }) => [
  ...body(definition),
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
      const hint = '"retryCount: n" is "retry: { maxAttempts: n + 1 }"; keep one of them';
      found.push(against(`${pointer}/retryCount`, `${label} has both "retry" and "retryCount"`, hint));
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
      found.push(against(`${pointer}/until`, `${label} has both "for" and "until"`));
    }
    if (kind === 'wait' && !has(step, 'for') && !has(step, 'until')) {
      found.push({ code: 'MissingField', pointer, message: `${label} needs "for" (a duration) or "until" (a time)` });
    }
    return found;
  }),
];

function body({ steps, states, initial }: Loose): readonly Finding[] {
  if (steps !== undefined && states !== undefined) return [against('/states', 'the definition has both "steps" and "states"')];
  if (states !== undefined) return [];
  if (steps === undefined || (Array.isArray(steps) && steps.length === 0)) {
    return [
      {
        code: 'MissingField',
        pointer: steps === undefined ? '' : '/steps',
        message: 'the definition has no steps',
        hint: 'give "steps" at least one step',
      },
    ];
  }
  return initial === undefined
    ? []
    : [against('/initial', 'the definition has "initial" and no "states"', 'a list of steps begins with the first one')];
}

function against(pointer: string, message: string, hint = 'keep one of them'): Finding {
  return { code: 'InvalidValue', pointer, at: 'key', message, hint };
}

function has(holder: Loose, field: string): boolean {
  return holder[field] !== undefined;
}
